// midas-flags: -pthread
#include <pthread.h>

#define SIZE 64

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static int items[SIZE];
static int count;
static int first;
static int next;
static long digest[2];  // midas: pure

static void put(int item) {
    pthread_mutex_lock(&lock);
    items[next++] = item;  // midas: no-race
    count++;               // midas: no-race
    pthread_cond_signal(&filled);
    pthread_mutex_unlock(&lock);
}

static int take(void) {
    pthread_mutex_lock(&lock);
    while (count == 0) pthread_cond_wait(&filled, &lock);  // midas: no-race
    int item = items[first++];                             // midas: no-race
    count--;                                               // midas: no-race
    pthread_mutex_unlock(&lock);
    return item;
}

static void *consumer(void *id) {
    for (int i = 0; i < 10; i++) digest[(long)id] = digest[(long)id] * 31 + take();
    return 0;
}

int main(void) {
    pthread_t threads[2];
    for (long i = 0; i < 2; i++) pthread_create(&threads[i], 0, consumer, (void *)i);
    for (int i = 1; i <= 20; i++) put(i);
    for (int i = 0; i < 2; i++) pthread_join(threads[i], 0);
    return 0;
}
