// midas-flags: -pthread
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int ready;  // midas: superficial
static int data;
static int copy;

static void *producer(void *unused) {
    data = 42;
    pthread_mutex_lock(&lock);
    ready = 1;  // midas: no-race
    pthread_mutex_unlock(&lock);
    return unused;
}

static void *consumer(void *unused) {
    pthread_mutex_lock(&lock);
    int now = ready;  // midas: source scheduling effective; no-race
    pthread_mutex_unlock(&lock);
    if (now) copy = data;
    return unused;
}

int main(void) {
    pthread_t a, b;
    pthread_create(&a, 0, producer, 0);
    pthread_create(&b, 0, consumer, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
