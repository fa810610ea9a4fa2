// midas-flags: -pthread
#include <pthread.h>
#include <stdatomic.h>

static atomic_long highest;  // midas: superficial

static void *worker(void *id) {
    long mine = (long)id * 3;
    long seen = atomic_load(&highest);
    while (seen < mine && !atomic_compare_exchange_weak(&highest, &seen, mine)) {
    }
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
