// midas-flags: -pthread
#include <pthread.h>

static long results[5];  // midas: pure

static void *worker(void *id) {
    long i = (long)id;
    results[i] = i;          // midas: source scheduling effective; race
    results[i + 1] = i * 2;  // midas: source scheduling effective; race
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
