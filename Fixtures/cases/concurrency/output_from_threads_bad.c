// midas-flags: -pthread
#include <pthread.h>
#include <stdio.h>

static void *worker(void *id) {
    printf("worker %ld\n", (long)id);  // midas: output pure
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
