// midas-flags: -pthread
#include <pthread.h>

#define LENGTH 100
#define THREADS 4

static int squares[LENGTH];  // midas: superficial

static void *worker(void *id) {
    long from = (long)id * LENGTH / THREADS;
    long to = ((long)id + 1) * LENGTH / THREADS;
    for (long i = from; i < to; i++) squares[i] = (int)(i * i);  // midas: no-race
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
