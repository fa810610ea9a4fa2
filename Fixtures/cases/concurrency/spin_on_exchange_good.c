// midas-flags: -pthread
#include <pthread.h>
#include <stdatomic.h>

static atomic_int busy;
static long total;  // midas: superficial

static void *worker(void *id) {
    while (atomic_exchange(&busy, 1)) {
    }
    total += (long)id;  // midas: no-race
    atomic_store(&busy, 0);
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
