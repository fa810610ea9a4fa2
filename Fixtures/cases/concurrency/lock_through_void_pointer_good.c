// midas-flags: -pthread
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int total;  // midas: superficial

static void enter(void *lock_pointer) { pthread_mutex_lock(lock_pointer); }

static void *worker(void *unused) {
    void *which = &lock;
    enter(which);
    total++;  // midas: no-race
    pthread_mutex_unlock(which);
    return unused;
}

int main(void) {
    pthread_t a, b;
    pthread_create(&a, 0, worker, 0);
    pthread_create(&b, 0, worker, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
