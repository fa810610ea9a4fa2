// midas-flags: -pthread
#include <pthread.h>

enum { THREADS = 4, SIZE = 1000 };
static int squares[SIZE];  // midas: superficial

static void *worker(void *id) {
    for (int i = (int)(long)id; i < SIZE; i += THREADS) squares[i] = i * i;  // midas: no-race
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
