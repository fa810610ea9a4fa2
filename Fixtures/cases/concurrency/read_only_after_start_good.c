// midas-flags: -pthread
#include <pthread.h>

static int table[16];  // midas: deterministic
static int sums[4];    // midas: superficial

static void *worker(void *id) {
    for (int i = 0; i < 16; i++) sums[(long)id] += table[i];  // midas: no-race; no-source
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < 16; i++) table[i] = i * 3;  // midas: no-race; no-source
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
