// midas-flags: -pthread
#include <pthread.h>

enum { THREADS = 4 };
static pthread_barrier_t barrier;
static int first[THREADS];   // midas: superficial
static int second[THREADS];  // midas: superficial

static void *worker(void *argument) {
    long id = (long)argument;
    first[id] = (int)id * 2;  // midas: no-race
    pthread_barrier_wait(&barrier);
    second[id] = first[(id + 1) % THREADS];  // midas: no-race
    return 0;
}

int main(void) {
    pthread_t threads[THREADS];
    pthread_barrier_init(&barrier, 0, THREADS);
    for (long i = 0; i < THREADS; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], 0);
    return 0;
}
