// midas-flags: -pthread
#include <pthread.h>

static int first[4];   // midas: superficial
static int second[4];  // midas: superficial

static void *square(void *id) {
    first[(long)id] = (int)((long)id * (long)id);  // midas: no-race
    return 0;
}

static void *reverse(void *id) {
    second[(long)id] = first[3 - (long)id];  // midas: no-race; no-source
    return 0;
}

static void run(void *(*start)(void *)) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, start, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
}

int main(void) {
    run(square);
    run(reverse);
    return 0;
}
