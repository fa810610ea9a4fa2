// midas-flags: -pthread
#include <pthread.h>
#include <stdio.h>
#define STRIPES 8
#define BUCKETS 64

static pthread_mutex_t stripes[STRIPES];
static long buckets[BUCKETS];  // midas: pure

static void add(unsigned key, long amount) {
    unsigned bucket = key % BUCKETS;
    pthread_mutex_lock(&stripes[amount % STRIPES]);
    buckets[bucket] += amount;  // midas: race; source scheduling effective
    pthread_mutex_unlock(&stripes[amount % STRIPES]);
}

static void *worker(void *argument) {
    unsigned seed = (unsigned)(long)argument;
    for (unsigned i = 0; i < 1000; i++) add(seed * 31 + i * 7, i);
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < STRIPES; i++) pthread_mutex_init(&stripes[i], 0);
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    for (int i = 0; i < BUCKETS; i++) printf("%ld\n", buckets[i]);  // midas: output contaminated
    return 0;
}
