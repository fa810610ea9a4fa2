// midas-flags: -pthread
#include <pthread.h>

static int value;  // midas: superficial
static int copy;   // midas: pure

static void *worker(void *unused) {
    value = 5;  // midas: race
    return unused;
}

int main(void) {
    pthread_t a;
    pthread_create(&a, 0, worker, 0);
    copy = value;  // midas: race; source scheduling effective
    return 0;
}
