// midas-flags: -pthread
// Largest values of members that the threads were handed.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#define CONNS 16
struct conn { int fd; unsigned id; unsigned seq; };
static struct conn conns[CONNS];
static pthread_mutex_t last_lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned max_a; // midas: superficial
static int max_b; // midas: superficial
static int max_c; // midas: superficial
static void *serve(void *arg) {
    struct conn *c = arg;
    pthread_mutex_lock(&last_lock);
    if ((unsigned)c->fd > max_a) max_a = c->fd; // midas: no-race
    if (c->fd > max_b) max_b = c->fd; // midas: no-race
    int fd = c->fd;
    if (fd > max_c) max_c = fd;
    pthread_mutex_unlock(&last_lock);
    return NULL;
}
int main(void) {
    pthread_t t[CONNS];
    for (int i = 0; i < CONNS; i++) { conns[i].fd = i; pthread_create(&t[i], NULL, serve, &conns[i]); }
    for (int i = 0; i < CONNS; i++) pthread_join(t[i], NULL);
    printf("%d %d %d\n", max_a, max_b, max_c); // midas: output deterministic
    return 0;
}
