// midas-flags: -pthread
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int n;         // midas: superficial
static int ids[8];    // midas: pure

static void *worker(void *argument) {
    int *slot = argument;
    pthread_mutex_lock(&lock);
    *slot = ++n;  // midas: source scheduling effective; no-race
    pthread_mutex_unlock(&lock);
    return 0;
}

int main(void) {
    pthread_t threads[8];
    for (int i = 0; i < 8; i++) pthread_create(&threads[i], 0, worker, &ids[i]);
    for (int i = 0; i < 8; i++) pthread_join(threads[i], 0);
    return 0;
}
