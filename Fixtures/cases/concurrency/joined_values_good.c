// midas-flags: -pthread
// What threads return, taken in the order of creation.
#include <pthread.h>

static long squares[4];  // midas: deterministic
static long digest;      // midas: deterministic

static void *square(void *id) {
    return (void *)((long)id * (long)id);
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, square, (void *)i);
    for (int i = 0; i < 4; i++) {
        void *value;
        pthread_join(threads[i], &value);
        squares[i] = (long)value;
        digest = digest * 31 + (long)value;
    }
    return 0;
}
