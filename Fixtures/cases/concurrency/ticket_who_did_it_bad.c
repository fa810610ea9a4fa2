// midas-flags: -pthread
// Each item is worked on once, but who did it is the schedule's.
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#define N 100
static atomic_int next;
static int out[N];
static int done_by[N];     // midas: contaminated
static int worked[4];      // midas: contaminated

struct worker {
    int index;
    pthread_t thread;
};

static void *run(void *arg) {
    struct worker *worker = arg;
    int count = 0;
    for (;;) {
        int i = atomic_fetch_add(&next, 1);
        if (i >= N) break;
        out[i] = i * 2;               // midas: no-race
        done_by[i] = worker->index;   // midas: no-race
        count++;
    }
    worked[worker->index] = count;    // midas: no-race
    return NULL;
}

int main(void) {
    static struct worker workers[4];
    for (int i = 0; i < 4; i++) {
        workers[i].index = i;
        pthread_create(&workers[i].thread, NULL, run, &workers[i]);
    }
    for (int i = 0; i < 4; i++) pthread_join(workers[i].thread, NULL);
    for (int i = 0; i < N; i++) printf("%d\n", done_by[i]);
    printf("%d\n", worked[0]);
}
