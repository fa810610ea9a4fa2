// midas-flags: -pthread
#include <pthread.h>

#define LENGTH 100
#define THREADS 4
#define CHUNK (LENGTH / THREADS)

struct range {
    int from;
    int to;
};

static struct range ranges[THREADS];
static int squares[LENGTH];  // midas: superficial

static void *worker(void *argument) {
    struct range *range = argument;
    for (int i = range->from; i < range->to; i++) squares[i] = i * i;  // midas: no-race
    return 0;
}

int main(void) {
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        ranges[i].from = i * CHUNK;
        ranges[i].to = (i + 1) * CHUNK;
        pthread_create(&threads[i], 0, worker, &ranges[i]);
    }
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], 0);
    return 0;
}
