// midas-flags: -pthread
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int taken;   // midas: contaminated
static int missed;  // midas: contaminated

static void *worker(void *unused) {
    if (pthread_mutex_trylock(&lock) == 0) {  // midas: source scheduling effective
        taken++;  // midas: no-race
        pthread_mutex_unlock(&lock);
    } else {
        __sync_fetch_and_add(&missed, 1);
    }
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
