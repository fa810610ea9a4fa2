// midas-flags: -pthread
#include <pthread.h>
#define JOBS 100

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static int next_job;         // midas: contaminated
static long workers[JOBS];   // midas: contaminated
static int done_by[4];       // midas: contaminated

static void *worker(void *id) {
    for (;;) {
        pthread_mutex_lock(&guard);
        int job = next_job++;  // midas: no-race; source scheduling effective
        pthread_mutex_unlock(&guard);
        if (job >= JOBS) return 0;
        workers[job] = (long)id;  // midas: no-race
        done_by[(long)id]++;      // midas: no-race
    }
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
