// midas-flags: -pthread
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int stop;
static long pending;
static long flushed;  // midas: deterministic

static void *flusher(void *unused) {
    pthread_mutex_lock(&lock);
    while (!stop) pthread_cond_wait(&changed, &lock);  // midas: no-race
    flushed += pending;                                // midas: no-race
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, 0, flusher, 0);
    for (int i = 0; i < 10; i++) {
        pthread_mutex_lock(&lock);
        pending += i;  // midas: no-race
        pthread_mutex_unlock(&lock);
    }
    pthread_mutex_lock(&lock);
    stop = 1;  // midas: no-race
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
    pthread_join(thread, 0);
    return 0;
}
