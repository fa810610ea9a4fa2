// midas-flags: -pthread
#include <pthread.h>

struct job {
    long id;
    long result;  // midas: superficial
};

static struct job jobs[4];

static void *worker(void *argument) {
    struct job *job = argument;
    job->result = job->id * 3;  // midas: no-race
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) {
        jobs[i].id = i;
        pthread_create(&threads[i], 0, worker, &jobs[i]);
    }
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
