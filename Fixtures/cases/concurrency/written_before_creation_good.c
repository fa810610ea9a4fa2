// midas-flags: -pthread
#include <pthread.h>

static int limit;  // midas: deterministic
static int copy[4];  // midas: superficial

static void *worker(void *id) {
    copy[(long)id] = limit;  // midas: no-race
    return 0;
}

int main(void) {
    pthread_t threads[4];
    limit = 10;  // midas: no-race; no-source
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
