// midas-flags: -pthread
#include <pthread.h>
#include <stdatomic.h>

struct settings {
    int size;   // midas: deterministic
    int depth;  // midas: deterministic
};

static struct settings settings;
static struct settings *_Atomic current;
static int copy;  // midas: deterministic

static void *publisher(void *unused) {
    settings.size = 16;  // midas: no-race; no-source
    settings.depth = 3;  // midas: no-race; no-source
    atomic_store_explicit(&current, &settings, memory_order_release);
    return unused;
}

static void *reader(void *unused) {
    struct settings *seen;
    while (!(seen = atomic_load_explicit(&current, memory_order_acquire))) {
    }
    copy = seen->size + seen->depth;  // midas: no-race; no-source
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
