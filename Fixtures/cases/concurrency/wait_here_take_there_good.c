// midas-flags: -pthread
#include <pthread.h>
#define SIZE 16

static int ring[SIZE];
static int count, first, last;
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static long digest;  // midas: deterministic

static void wait_until_some(void) {
    while (count == 0) pthread_cond_wait(&not_empty, &guard);
}

static void wait_until_room(void) {
    while (count == SIZE) pthread_cond_wait(&not_full, &guard);
}

static int take(void) {
    int value = ring[first];  // midas: no-race
    first = (first + 1) % SIZE;
    count--;
    return value;
}

static void put(int value) {
    pthread_mutex_lock(&guard);
    wait_until_room();
    ring[last] = value;  // midas: no-race
    last = (last + 1) % SIZE;
    count++;
    pthread_cond_signal(&not_empty);
    pthread_mutex_unlock(&guard);
}

static void *consume(void *unused) {
    for (int i = 0; i < 100; i++) {
        pthread_mutex_lock(&guard);
        wait_until_some();
        int value = take();
        pthread_cond_signal(&not_full);
        pthread_mutex_unlock(&guard);
        digest = digest * 31 + value;
    }
    return unused;
}

int main(void) {
    pthread_t consumer;
    pthread_create(&consumer, 0, consume, 0);
    for (int i = 0; i < 100; i++) put(i);
    pthread_join(consumer, 0);
    return 0;
}
