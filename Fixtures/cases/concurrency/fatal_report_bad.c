#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An end that says success, and a report that goes on, are work like any other. */
static long jobs;    // midas: pure
static long faults;  // midas: pure

static void finish(void) {
    printf("%ld\n", jobs);  // midas: race
    exit(0);
}

static void report(const char *what) {
    faults += 1;  // midas: race
    if (faults > 100) abort();
    fputs(what, stderr);
}

static void *worker(void *argument) {
    if (!malloc(32)) report("out of memory");
    jobs += 1;  // midas: race
    return argument;
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, worker, NULL);
    finish();
}
