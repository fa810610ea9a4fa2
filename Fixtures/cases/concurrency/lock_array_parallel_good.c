// midas-flags: -pthread
#include <pthread.h>

static pthread_mutex_t locks[8];
static long counts[8];  // midas: superficial

static void *worker(void *id) {
    for (int i = 0; i < 8; i++) {
        pthread_mutex_lock(&locks[i]);
        counts[i] += (long)id;  // midas: no-race
        pthread_mutex_unlock(&locks[i]);
    }
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < 8; i++) pthread_mutex_init(&locks[i], 0);
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
