// midas-flags: -pthread
#include <pthread.h>
#include <stdatomic.h>

static atomic_uint sequence;
static atomic_int low;   // midas: superficial
static atomic_int high;  // midas: superficial
static int torn;         // midas: pure

static void *writer(void *unused) {
    for (int i = 1; i <= 50; i++) {
        atomic_fetch_add(&sequence, 1);
        atomic_store(&low, i);   // midas: no-race
        atomic_store(&high, i);  // midas: no-race
        atomic_fetch_add(&sequence, 1);
    }
    return unused;
}

static void *reader(void *unused) {
    unsigned before, after;
    int a, b;
    do {
        before = atomic_load(&sequence);
        a = atomic_load(&low);   // midas: no-race; source scheduling effective
        b = atomic_load(&high);  // midas: no-race; source scheduling effective
        after = atomic_load(&sequence);
    } while (before != after || (before & 1));
    torn = a * 100 + b;
    return unused;
}

int main(void) {
    pthread_t a, b;
    pthread_create(&a, 0, writer, 0);
    pthread_create(&b, 0, reader, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
