// midas-flags: -pthread
#include <pthread.h>
#include <stdatomic.h>

struct settings {
    int size;   // midas: superficial
};

static struct settings settings;
static struct settings *_Atomic current;
static int copy;  // midas: pure

static void *publisher(void *unused) {
    atomic_store_explicit(&current, &settings, memory_order_release);
    settings.size = 16;  // midas: race
    return unused;
}

static void *reader(void *unused) {
    struct settings *seen;
    while (!(seen = atomic_load_explicit(&current, memory_order_acquire))) {
    }
    copy = seen->size;  // midas: race; source scheduling effective
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
