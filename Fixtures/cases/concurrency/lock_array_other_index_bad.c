// midas-flags: -pthread
#include <pthread.h>

static pthread_mutex_t locks[8];
static long counts[8];  // midas: pure

static void add(int index, long amount) {
    pthread_mutex_lock(&locks[(index + amount) % 8]);
    counts[index] += amount;  // midas: race; source scheduling effective
    pthread_mutex_unlock(&locks[(index + amount) % 8]);
}

static void *worker(void *id) {
    for (int i = 0; i < 8; i++) add(i, (long)id);
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < 8; i++) pthread_mutex_init(&locks[i], 0);
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
