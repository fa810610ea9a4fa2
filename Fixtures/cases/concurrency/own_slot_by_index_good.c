// midas-flags: -pthread
#include <pthread.h>

static long results[4];  // midas: superficial

static void *worker(void *id) {
    results[(long)id] = 7 * (long)id;  // midas: no-race
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
