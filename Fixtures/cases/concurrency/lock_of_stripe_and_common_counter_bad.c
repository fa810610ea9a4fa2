// midas-flags: -pthread
// A stripe keeps its slots apart from other threads; what all stripes count together it does not.
#include <pthread.h>
#include <stdio.h>
#define STRIPES 8
#define SLOTS 64

static pthread_mutex_t locks[STRIPES];
static unsigned long slots[SLOTS];  // midas: superficial
static unsigned long updates;       // midas: pure
static unsigned long first_slot;    // midas: superficial
static unsigned long guarded_by_two;  // midas: pure

static void count(void) {
    updates++;  // midas: race; source scheduling effective
}

static void update(unsigned key) {
    unsigned slot = key % SLOTS;
    pthread_mutex_lock(&locks[slot % STRIPES]);
    slots[slot] += key;  // midas: no-race
    count();
    pthread_mutex_unlock(&locks[slot % STRIPES]);
}

static void *worker(void *argument) {
    unsigned seed = (unsigned)(long)argument;
    for (unsigned i = 0; i < 1000; i++) update(seed + i);
    pthread_mutex_lock(&locks[0]);
    first_slot++;      // midas: no-race
    guarded_by_two++;  // midas: race
    pthread_mutex_unlock(&locks[0]);
    pthread_mutex_lock(&locks[1]);
    guarded_by_two++;  // midas: race
    pthread_mutex_unlock(&locks[1]);
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < STRIPES; i++) pthread_mutex_init(&locks[i], 0);
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    printf("%lu\n", updates);  // midas: output contaminated
    return 0;
}
