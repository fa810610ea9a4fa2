// midas-flags: -pthread
#include <pthread.h>
#include <stdatomic.h>

static atomic_int next;    // midas: superficial
static int tickets[4];     // midas: pure

static void *worker(void *id) {
    tickets[(long)id] = atomic_fetch_add(&next, 1);  // midas: source scheduling effective; no-race
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
