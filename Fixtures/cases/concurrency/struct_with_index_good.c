// midas-flags: -pthread
#include <pthread.h>

struct task {
    int index;
};

static int output[4];  // midas: superficial
static struct task tasks[4];

static void *worker(void *argument) {
    struct task *task = argument;
    output[task->index] = task->index + 100;  // midas: no-race
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) {
        tasks[i].index = i;
        pthread_create(&threads[i], 0, worker, &tasks[i]);
    }
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
