#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a failing process says last reads state of others without a lock: nobody goes on from there. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long jobs;      // midas: superficial
static char last[32];  // midas: deterministic

static void report(const char *what) {
    fprintf(stderr, "%s after %ld jobs, last %s\n", what, jobs, last);  // midas: no-race
    abort();
}

static void *allocate(size_t size) {
    void *memory = malloc(size);
    if (!memory) report("out of memory");
    return memory;
}

static void *worker(void *argument) {
    char *copy = allocate(32);
    pthread_mutex_lock(&lock);
    jobs += 1;  // midas: no-race
    pthread_mutex_unlock(&lock);
    free(copy);
    return argument;
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, worker, NULL);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    strcpy(last, "worker");
    printf("%ld\n", jobs);
    return 0;
}
