// midas-flags: -pthread
#include <pthread.h>

#define SIZE 256

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long ring[SIZE];  // midas: pure
static unsigned tail;    // midas: superficial

static void put(long item) {
    pthread_mutex_lock(&lock);
    ring[tail % SIZE] = item;  // midas: no-race; source scheduling effective
    tail++;                    // midas: no-race
    pthread_mutex_unlock(&lock);
}

static void *odd(void *unused) {
    for (long i = 1; i < 100; i += 2) put(i);
    return unused;
}

static void *even(void *unused) {
    for (long i = 0; i < 100; i += 2) put(i);
    return unused;
}

int main(void) {
    pthread_t a, b;
    pthread_create(&a, 0, odd, 0);
    pthread_create(&b, 0, even, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
