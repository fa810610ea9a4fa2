// midas-flags: -pthread
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#define N 4
struct task { int id; long out; };
static long results[N];  // midas: superficial
static long total;  // midas: deterministic
static void *run(void *arg) {
    struct task *t = arg;
    t->out = t->id * 7;      // midas: no-race
    results[t->id] = t->out;  // midas: no-race
    free(t);
    return NULL;
}
int main(void) {
    pthread_t th[N];
    for (int i = 0; i < N; i++) {
        struct task *t = malloc(sizeof *t);
        t->id = i;
        t->out = 0;
        pthread_create(&th[i], NULL, run, t);
    }
    for (int i = 0; i < N; i++) pthread_join(th[i], NULL);
    for (int i = 0; i < N; i++) total += results[i];
    printf("%ld\n", total);  // midas: output deterministic
}
