// midas-flags: -pthread
#include <pthread.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int done;  // midas: contaminated

static void *worker(void *unused) {
    struct timespec limit = {0, 0};
    if (pthread_mutex_timedlock(&lock, &limit) == 0) {  // midas: source scheduling effective
        done++;  // midas: no-race
        pthread_mutex_unlock(&lock);
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
