// midas-flags: -pthread
// A new job replaces those that wait: which jobs are done at all is up to the schedule.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define WORKERS 4

struct job {
    struct job *next;
    int number;
};

static struct job *first;
static int closed;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;
static long total;        // midas: contaminated
static int finished;      // midas: contaminated
static int order[1000];   // midas: pure
static int per_worker[WORKERS];  // midas: contaminated

static void *work(void *arg) {
    long self = (long)arg;
    for (;;) {
        pthread_mutex_lock(&lock);
        while (!first && !closed) pthread_cond_wait(&more, &lock);
        if (closed && !first) {
            pthread_mutex_unlock(&lock);
            return NULL;
        }
        struct job *job = first;
        first = job->next;
        pthread_mutex_unlock(&lock);
        long value = (long)job->number * job->number;
        per_worker[self]++;
        pthread_mutex_lock(&lock);
        total += value;  // midas: no-race
        order[finished++] = job->number;  // midas: source scheduling effective; no-race
        pthread_mutex_unlock(&lock);
        free(job);
    }
}

int main(void) {
    pthread_t workers[WORKERS];
    for (long i = 0; i < WORKERS; i++) pthread_create(&workers[i], NULL, work, (void *)i);
    for (int i = 0; i < 1000; i++) {
        struct job *job = malloc(sizeof *job);
        if (!job) abort();
        job->number = i;
        pthread_mutex_lock(&lock);
        job->next = NULL;
        first = job;
        pthread_cond_signal(&more);
        pthread_mutex_unlock(&lock);
    }
    pthread_mutex_lock(&lock);
    closed = 1;
    pthread_cond_broadcast(&more);
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < WORKERS; i++) pthread_join(workers[i], NULL);
    printf("%ld %d\n", total, finished);  // midas: output contaminated
    printf("%d %d\n", order[0], per_worker[0]);  // midas: output contaminated
    return 0;
}
