// midas-flags: -pthread
#include <pthread.h>

#if defined(__clang__)
#define GUARDED_BY(x) __attribute__((guarded_by(x)))
#define REQUIRES(x) __attribute__((exclusive_locks_required(x)))
#else
#define GUARDED_BY(x)
#define REQUIRES(x)
#endif

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long total GUARDED_BY(lock);  // midas: superficial

static void add(long n) REQUIRES(lock);
static void add(long n) { total += n; }  // midas: no-race

static void *worker(void *id) {
    pthread_mutex_lock(&lock);
    add((long)id);
    pthread_mutex_unlock(&lock);
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
