// midas-flags: -pthread
#include <pthread.h>

static long results[4];  // midas: superficial

static void *worker(void *id) {
    results[(long)id] = (long)id;  // midas: no-race
    return 0;
}

static void start(pthread_t *thread, long id) { pthread_create(thread, 0, worker, (void *)id); }

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) start(&threads[i], i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
