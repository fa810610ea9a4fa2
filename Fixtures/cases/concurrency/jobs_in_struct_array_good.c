// midas-flags: -pthread
#include <pthread.h>
#include <stdio.h>
#define N 4
struct job { int index; long result; int lo, hi; pthread_t t; };
static struct job jobs[N];
static long partial[N];  // midas: superficial
static long sum;  // midas: deterministic
static void *run(void *arg) {
    struct job *job = arg;
    long s = 0;
    for (int i = job->lo; i < job->hi; i++) s += i;
    partial[job->index] = s;  // midas: no-race
    job->result = s;   // midas: no-race
    return NULL;
}
int main(void) {
    for (int i = 0; i < N; i++) {
        jobs[i].index = i;
        jobs[i].lo = i * 10; jobs[i].hi = (i + 1) * 10;
        pthread_create(&jobs[i].t, NULL, run, &jobs[i]);
    }
    for (int i = 0; i < N; i++) pthread_join(jobs[i].t, NULL);
    for (int i = 0; i < N; i++) sum += partial[i] + jobs[i].result;
    printf("%ld\n", sum);  // midas: output deterministic
}
