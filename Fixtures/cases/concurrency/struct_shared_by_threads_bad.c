// midas-flags: -pthread
#include <pthread.h>

struct job {
    long id;
    long result;  // midas: pure
};

static struct job job;

static void *worker(void *argument) {
    struct job *own = argument;
    own->result = own->result * 3 + 1;  // midas: source scheduling effective; race
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, &job);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
