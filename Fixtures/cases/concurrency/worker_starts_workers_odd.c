// midas-flags: -pthread
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long total;  // midas: superficial
static long last;   // midas: pure

static void *leaf(void *id) {
    pthread_mutex_lock(&lock);
    total += (long)id;  // midas: no-race
    pthread_mutex_unlock(&lock);
    last = (long)id;  // midas: race; source scheduling effective
    return 0;
}

static void *worker(void *id) {
    pthread_t child;
    pthread_create(&child, 0, leaf, id);
    pthread_join(child, 0);
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
