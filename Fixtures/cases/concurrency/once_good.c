// midas-flags: -pthread
#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int table[4];

static void initialise(void) {
    for (int i = 0; i < 4; i++) table[i] = i * i;
}

static void *worker(void *unused) {
    pthread_once(&once, initialise);
    return unused;
}

int main(void) {
    pthread_t a, b;
    pthread_create(&a, 0, worker, 0);
    pthread_create(&b, 0, worker, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
