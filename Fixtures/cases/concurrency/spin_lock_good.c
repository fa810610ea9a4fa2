// midas-flags: -pthread
#include <pthread.h>

static pthread_spinlock_t lock;
static int total;  // midas: superficial

static void *worker(void *unused) {
    pthread_spin_lock(&lock);
    total += 2;  // midas: no-race
    pthread_spin_unlock(&lock);
    return unused;
}

int main(void) {
    pthread_t a, b;
    pthread_spin_init(&lock, 0);
    pthread_create(&a, 0, worker, 0);
    pthread_create(&b, 0, worker, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
