// midas-flags: -pthread
#include <pthread.h>

static int seen[8];  // midas: contaminated

static void *worker(void *argument) {
    int id = *(int *)argument;  // midas: source scheduling effective; race
    seen[id & 7] = 1;
    return 0;
}

int main(void) {
    pthread_t threads[4];
    int i;
    for (i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, &i);
    for (int j = 0; j < 4; j++) pthread_join(threads[j], 0);
    return 0;
}
