// midas-flags: -pthread
#include <pthread.h>

static int matrix[4][16];  // midas: superficial

static void *worker(void *id) {
    for (int column = 0; column < 16; column++)
        matrix[(long)id][column] = column * (int)(long)id;  // midas: no-race
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
