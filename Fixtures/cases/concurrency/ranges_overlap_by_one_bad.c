// midas-flags: -pthread
#include <pthread.h>

#define LENGTH 101
#define THREADS 4

static int totals[LENGTH];  // midas: pure

static void *worker(void *id) {
    long from = (long)id * 25;
    long to = ((long)id + 1) * 25;
    for (long i = from; i <= to; i++) totals[i] = (int)(long)id;  // midas: race; source scheduling effective
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
