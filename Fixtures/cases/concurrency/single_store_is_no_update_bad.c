// midas-flags: -pthread
#include <pthread.h>
#include <time.h>

static long stamp;  // midas: pure
static long copies[2];

static void *copy(void *argument) {
    copies[(long)argument & 1] = stamp;
    return NULL;
}

int main(void) {
    pthread_t worker;
    pthread_create(&worker, NULL, copy, (void *)1);
    long now = time(NULL);  // midas: source clock effective
    stamp = now & 255;
    pthread_join(worker, NULL);
    return 0;
}
