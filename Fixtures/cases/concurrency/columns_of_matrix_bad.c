// midas-flags: -pthread
#include <pthread.h>

static int matrix[4][16];  // midas: pure

static void *worker(void *id) {
    for (int row = 0; row < 4; row++)
        matrix[row][(long)id / 2] = (int)(long)id;  // midas: race; source scheduling effective
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
