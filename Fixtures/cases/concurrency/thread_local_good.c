// midas-flags: -pthread
#include <pthread.h>

static __thread int depth;

static int after;  // midas: deterministic

static void *worker(void *unused) {
    depth++;  // midas: no-race; no-source
    depth--;  // midas: no-race; no-source
    return unused;
}

int main(void) {
    pthread_t a, b;
    pthread_create(&a, 0, worker, 0);
    pthread_create(&b, 0, worker, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    after = depth;
    return 0;
}
