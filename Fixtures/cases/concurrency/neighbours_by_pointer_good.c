// midas-flags: -pthread
#include <pthread.h>

static int pairs[4][2];  // midas: superficial
static int cells[8];     // midas: superficial

static void *worker(void *argument) {
    int *pair = argument;
    pair[0] = 7;  // midas: no-race
    pair[1] = 3;  // midas: no-race
    return 0;
}

int main(void) {
    pthread_t threads[4], others[4];
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, pairs[i]);
    for (int i = 0; i < 4; i++) pthread_create(&others[i], 0, worker, &cells[2 * i]);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    for (int i = 0; i < 4; i++) pthread_join(others[i], 0);
    return 0;
}
