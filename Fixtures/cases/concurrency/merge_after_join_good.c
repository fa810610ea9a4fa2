// midas-flags: -pthread
#include <pthread.h>

static long parts[4];  // midas: superficial
static long digest;    // midas: deterministic

static void *worker(void *id) {
    parts[(long)id] = 17 * (long)id;
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    for (int i = 0; i < 4; i++) digest = digest * 31 + parts[i];  // midas: no-race
    return 0;
}
