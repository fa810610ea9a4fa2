// midas-flags: -pthread
// What threads return is what the schedule gave them.
#include <pthread.h>

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static long arrivals;    // midas: superficial
static long places[4];   // midas: pure
static long digest;      // midas: pure

static void *arrive(void *unused) {
    (void)unused;
    pthread_mutex_lock(&guard);
    long place = ++arrivals;  // midas: no-race; source scheduling effective
    pthread_mutex_unlock(&guard);
    return (void *)place;
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], 0, arrive, 0);
    for (int i = 0; i < 4; i++) {
        void *value;
        pthread_join(threads[i], &value);
        places[i] = (long)value;
        digest = digest * 31 + (long)value;
    }
    return 0;
}
