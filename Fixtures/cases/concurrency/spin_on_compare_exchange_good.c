// midas-flags: -pthread
#include <pthread.h>
#include <stdatomic.h>

static atomic_int owner;
static long total;  // midas: superficial
static long last;   // midas: pure

static void *worker(void *id) {
    int expected = 0;
    while (!atomic_compare_exchange_weak(&owner, &expected, 1)) expected = 0;
    total += (long)id;  // midas: no-race
    last = (long)id;    // midas: no-race; source scheduling effective
    atomic_store(&owner, 0);
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
