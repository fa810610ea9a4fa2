// midas-flags: -pthread
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int ready;
static int limit;
static int copies[4];  // midas: pure

static void *worker(void *id) {
    if (!ready) {  // midas: race
        pthread_mutex_lock(&lock);
        if (!ready) {
            limit = 42;  // midas: race
            ready = 1;   // midas: race
        }
        pthread_mutex_unlock(&lock);
    }
    copies[(long)id] = limit;  // midas: race
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
