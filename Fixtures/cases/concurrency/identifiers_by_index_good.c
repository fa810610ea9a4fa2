// midas-flags: -pthread
#include <pthread.h>

struct session {
    int id;  // midas: superficial
};

static struct session sessions[4];

static void *worker(void *index) {
    sessions[(long)index].id = 1 + (int)(long)index;  // midas: no-race
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
