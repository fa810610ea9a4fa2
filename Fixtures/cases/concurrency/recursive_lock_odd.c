// midas-flags: -pthread
#include <pthread.h>

static pthread_mutex_t lock;
static long total;  // midas: superficial

static void add(long n) {
    pthread_mutex_lock(&lock);
    total += n;  // midas: no-race
    pthread_mutex_unlock(&lock);
}

static void *worker(void *id) {
    pthread_mutex_lock(&lock);
    add((long)id);
    total += 1;  // midas: no-race
    pthread_mutex_unlock(&lock);
    return 0;
}

int main(void) {
    pthread_t threads[4];
    pthread_mutexattr_t kind;
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&lock, &kind);
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
