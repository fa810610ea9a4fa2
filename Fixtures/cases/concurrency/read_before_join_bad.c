// midas-flags: -pthread
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int counter;  // midas: superficial
static int seen;     // midas: pure

static void *worker(void *unused) {
    pthread_mutex_lock(&lock);
    counter++;
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void) {
    pthread_t a;
    pthread_create(&a, 0, worker, 0);
    pthread_mutex_lock(&lock);
    seen = counter;  // midas: source scheduling effective; no-race
    pthread_mutex_unlock(&lock);
    pthread_join(a, 0);
    return 0;
}
