// midas-flags: -pthread
// The worker puts the job back and still writes to it.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#define WORKERS 4
#define JOBS 64

struct job {
    int index;
    int input;
    long output;  // midas: pure
    struct job *next;
};
struct queue {
    pthread_mutex_t lock;
    pthread_cond_t ready;
    struct job *head;
    struct job *tail;
    int closed;
};
static struct queue queue = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, NULL, 0};
static struct job *jobs[JOBS];
static long results[JOBS];  // midas: pure
static long total;          // midas: contaminated

static void put(struct queue *q, struct job *job) {
    pthread_mutex_lock(&q->lock);
    job->next = NULL;
    if (q->tail) q->tail->next = job;
    else q->head = job;
    q->tail = job;
    pthread_cond_signal(&q->ready);
    pthread_mutex_unlock(&q->lock);
}

static struct job *take(struct queue *q) {
    struct job *job;
    pthread_mutex_lock(&q->lock);
    while (q->head == NULL && !q->closed) pthread_cond_wait(&q->ready, &q->lock);
    job = q->head;
    if (job) {
        q->head = job->next;
        if (!q->head) q->tail = NULL;
    }
    pthread_mutex_unlock(&q->lock);
    return job;
}

static long compute(int n) {
    long sum = 0;
    for (int i = 0; i < n; i++) sum += (long)i * n;
    return sum;
}

static void *worker(void *argument) {
    struct queue *q = argument;
    struct job *job;
    while ((job = take(q)) != NULL) {
        results[job->index] = compute(job->input);  // midas: race
        job->output = compute(job->input);  // midas: race
        if (job->input++ == 0) put(q, job);
        job->output++;  // midas: race
    }
    return NULL;
}

int main(void) {
    pthread_t threads[WORKERS];
    for (int i = 0; i < WORKERS; i++) pthread_create(&threads[i], NULL, worker, &queue);
    for (int i = 0; i < JOBS; i++) {
        struct job *job = malloc(sizeof *job);
        if (!job) abort();
        job->index = i;
        job->input = i * 3;
        jobs[i] = job;
        put(&queue, job);
    }
    pthread_mutex_lock(&queue.lock);
    queue.closed = 1;
    pthread_cond_broadcast(&queue.ready);
    pthread_mutex_unlock(&queue.lock);
    for (int i = 0; i < WORKERS; i++) pthread_join(threads[i], NULL);
    for (int i = 0; i < JOBS; i++) total = total * 3 + results[i] + jobs[i]->output;
    printf("%ld\n", total);  // midas: output contaminated
    return 0;
}
