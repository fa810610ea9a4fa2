// midas-flags: -pthread
#include <pthread.h>

static int limit;  // midas: superficial
static int copy;   // midas: pure

static void *worker(void *unused) {
    copy = limit;  // midas: source scheduling effective; race
    return unused;
}

int main(void) {
    pthread_t a;
    pthread_create(&a, 0, worker, 0);
    limit = 10;  // midas: race
    pthread_join(a, 0);
    return 0;
}
