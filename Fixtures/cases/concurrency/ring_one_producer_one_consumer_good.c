// midas-flags: -pthread
// One producer, one consumer through a ring under a lock: order of jobs is fixed.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SIZE 64
static struct { int id; char text[32]; } ring[SIZE];
static int head, tail;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static int processed;              // midas: deterministic
static int sum;                    // midas: deterministic
static pid_t worker_pid;           // midas: pure
static int racy;                   // midas: pure
static const char *name = "jobs";  // midas: deterministic

static void *consume(void *arg) {
    (void)arg;
    for (;;) {
        pthread_mutex_lock(&lock);
        while (head == tail) pthread_cond_wait(&filled, &lock);
        int id = ring[tail % SIZE].id;
        tail++;
        pthread_mutex_unlock(&lock);
        if (id < 0) return NULL;
        processed++;
        sum += id;
        racy = id;                 // midas: race
    }
}

static void post(int id) {
    pthread_mutex_lock(&lock);
    ring[head % SIZE].id = id;     // midas: no-race
    head++;                        // midas: no-race
    pthread_cond_signal(&filled);
    pthread_mutex_unlock(&lock);
}

int main(void) {
    pthread_t thread;
    worker_pid = getpid();         // midas: source process-identity effective
    pthread_create(&thread, NULL, consume, NULL);
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        post(atoi(line));
        racy = 0;                  // midas: race
    }
    post(-1);
    pthread_join(thread, NULL);
    printf("%d %d %s\n", processed, sum, name);   // midas: output deterministic
}
