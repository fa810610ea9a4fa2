// midas-flags: -pthread
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#define N 100
static atomic_int next;
static int in[N];
static int out[N];  // midas: superficial
static long sum;  // midas: deterministic

static void *run(void *arg) {
    (void)arg;
    for (;;) {
        int i = atomic_fetch_add(&next, 1);
        if (i >= N) return NULL;
        out[i] = in[i] * 2;  // midas: no-race
    }
}
int main(void) {
    pthread_t t[4];
    for (int i = 0; i < N; i++) in[i] = i;
    for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, run, NULL);
    for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
    for (int i = 0; i < N; i++) sum += out[i];
    printf("%ld\n", sum);  // midas: output deterministic
}
