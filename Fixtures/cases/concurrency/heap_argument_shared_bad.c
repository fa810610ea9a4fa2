// midas-flags: -pthread
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#define N 4
struct task { int id; long out; };
static long results[N];
static long total;
static struct task *shared;
static void *run(void *arg) {
    struct task *t = arg;
    t->out = t->id * 7;  // midas: race
    results[t->id] = t->out;
    
    return NULL;
}
int main(void) {
    pthread_t th[N];
    for (int i = 0; i < N; i++) {
        if (!shared) shared = malloc(sizeof *shared);
        struct task *t = shared;
        t->id = i;
        t->out = 0;
        pthread_create(&th[i], NULL, run, t);
    }
    for (int i = 0; i < N; i++) pthread_join(th[i], NULL);
    for (int i = 0; i < N; i++) total += results[i];
    printf("%ld\n", total);
}
