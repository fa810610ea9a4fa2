// midas-flags: -pthread
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int slots[8];  // midas: pure
static int used;      // midas: superficial

static int *allocate(void) {
    pthread_mutex_lock(&lock);
    int *slot = &slots[used++];  // midas: source scheduling effective; no-race
    pthread_mutex_unlock(&lock);
    return slot;
}

static void *worker(void *id) {
    *allocate() = (int)(long)id;
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
