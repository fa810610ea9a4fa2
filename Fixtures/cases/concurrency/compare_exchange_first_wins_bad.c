// midas-flags: -pthread
#include <pthread.h>
#include <stdatomic.h>

static atomic_long leader = -1;  // midas: pure

static void *worker(void *id) {
    long none = -1;
    atomic_compare_exchange_strong(&leader, &none, (long)id);  // midas: source scheduling effective; no-race
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
