// midas-flags: -pthread
#include <pthread.h>

static int state;  // midas: deterministic

static void *first(void *unused) {
    state = 1;  // midas: no-race; no-source
    return unused;
}

static void *second(void *unused) {
    state = 2;  // midas: no-race; no-source
    return unused;
}

int main(void) {
    pthread_t a, b;
    pthread_create(&a, 0, first, 0);
    pthread_join(a, 0);
    pthread_create(&b, 0, second, 0);
    pthread_join(b, 0);
    return 0;
}
