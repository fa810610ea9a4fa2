// midas-flags: -pthread
#include <pthread.h>
#include <stdio.h>
#define JOBS 100

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static int next_job;        // midas: superficial
static long results[JOBS];  // midas: superficial

static void *worker(void *unused) {
    for (;;) {
        pthread_mutex_lock(&guard);
        int job = next_job++;  // midas: no-race
        pthread_mutex_unlock(&guard);
        if (job >= JOBS) return unused;
        results[job] = (long)job * job;  // midas: no-race
    }
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, 0);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    for (int i = 0; i < JOBS; i++) printf("%ld\n", results[i]);  // midas: output deterministic
    return 0;
}
