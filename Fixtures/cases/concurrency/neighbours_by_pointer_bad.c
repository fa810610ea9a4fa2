// midas-flags: -pthread
#include <pthread.h>

static int cells[5];  // midas: pure

static void *worker(void *argument) {
    int *cell = argument;
    cell[0] = 7;                // midas: race; source scheduling effective
    cell[1] = cell[1] + 3;      // midas: race
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, &cells[i]);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
