// midas-flags: -pthread
#include <pthread.h>

static int value;  // midas: deterministic
static int copy;   // midas: deterministic

static void *worker(void *unused) {
    value = 5;  // midas: no-race; no-source
    return unused;
}

int main(void) {
    pthread_t a;
    pthread_create(&a, 0, worker, 0);
    pthread_join(a, 0);
    copy = value;  // midas: no-race; no-source
    return 0;
}
