// midas-flags: -pthread
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
#define LOCKED(statement)         \
    do {                          \
        pthread_mutex_lock(&lock); \
        statement;                \
        pthread_mutex_unlock(&lock); \
    } while (0)

static int total;  // midas: superficial

static void *worker(void *unused) {
    LOCKED(total++);  // midas: no-race
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
