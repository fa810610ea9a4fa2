// midas-flags: -pthread
#include <pthread.h>

static int value;  // midas: superficial
static int copy;   // midas: pure

static void *worker(void *unused) {
    value = 5;  // midas: race
    return unused;
}

static void *idle(void *unused) { return unused; }

int main(void) {
    pthread_t a, b;
    pthread_create(&a, 0, worker, 0);
    pthread_create(&b, 0, idle, 0);
    pthread_join(b, 0);
    copy = value;  // midas: race; source scheduling effective
    pthread_join(a, 0);
    return 0;
}
