// midas-flags: -pthread
#include <pthread.h>

enum { THREADS = 4, SIZE = 1001, CHUNK = 250 };
static int owner[SIZE];  // midas: pure

static void *worker(void *argument) {
    long id = (long)argument;
    for (long i = id * CHUNK; i <= (id + 1) * CHUNK; i++) owner[i] = (int)id;  // midas: source scheduling effective; race
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
