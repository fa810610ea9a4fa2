// midas-flags: -pthread
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int ready;
static int data;  // midas: deterministic
static int copy;  // midas: deterministic

static void *producer(void *unused) {
    data = 42;  // midas: no-race; no-source
    pthread_mutex_lock(&lock);
    ready = 1;  // midas: no-race
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
    return unused;
}

static void *consumer(void *unused) {
    pthread_mutex_lock(&lock);
    while (!ready) pthread_cond_wait(&changed, &lock);  // midas: no-race; no-source
    pthread_mutex_unlock(&lock);
    copy = data;  // midas: no-race; no-source
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
