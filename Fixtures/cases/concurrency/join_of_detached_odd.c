// midas-flags: -pthread
#include <pthread.h>

static int value;

static void *worker(void *unused) {
    value = 5;
    return unused;
}

int main(void) {
    pthread_t a;
    pthread_create(&a, 0, worker, 0);
    pthread_detach(a);
    pthread_join(a, 0);
    return 0;
}
