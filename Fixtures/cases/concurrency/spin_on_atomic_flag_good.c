// midas-flags: -pthread
#include <pthread.h>
#include <stdatomic.h>

static atomic_flag busy = ATOMIC_FLAG_INIT;
static long total;  // midas: superficial

static void enter(void) {
    while (atomic_flag_test_and_set_explicit(&busy, memory_order_acquire)) {
    }
}

static void leave(void) { atomic_flag_clear_explicit(&busy, memory_order_release); }

static void *worker(void *id) {
    enter();
    total += (long)id;  // midas: no-race
    leave();
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
