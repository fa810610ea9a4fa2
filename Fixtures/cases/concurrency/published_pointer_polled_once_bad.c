// midas-flags: -pthread
#include <pthread.h>
#include <stdatomic.h>

static int value;
static int *_Atomic current;
static int copy;  // midas: contaminated

static void *publisher(void *unused) {
    value = 9;  // midas: no-race
    atomic_store(&current, &value);
    return unused;
}

static void *reader(void *unused) {
    int *seen = atomic_load(&current);  // midas: source scheduling effective; no-race
    if (seen) copy = 1;
    return unused;
}

int main(void) {
    pthread_t a, b;
    pthread_create(&a, 0, publisher, 0);
    pthread_create(&b, 0, reader, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
