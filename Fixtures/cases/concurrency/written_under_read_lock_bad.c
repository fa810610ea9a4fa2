// midas-flags: -pthread
#include <pthread.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int total;  // midas: pure

static void *worker(void *unused) {
    pthread_rwlock_rdlock(&lock);
    total += 2;  // midas: source scheduling effective; race
    pthread_rwlock_unlock(&lock);
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
