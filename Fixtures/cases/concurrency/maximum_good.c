// midas-flags: -pthread
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long highest;  // midas: superficial

static void *worker(void *id) {
    pthread_mutex_lock(&lock);
    if ((long)id > highest) highest = (long)id;  // midas: no-race
    pthread_mutex_unlock(&lock);
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
