// midas-flags: -pthread
#include <pthread.h>

static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t second = PTHREAD_MUTEX_INITIALIZER;
static long last;  // midas: pure

static void *worker(void *id) {
    pthread_mutex_t *lock = (long)id % 2 ? &first : &second;
    pthread_mutex_lock(lock);
    last = (long)id;  // midas: race; source scheduling effective
    pthread_mutex_unlock(lock);
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
