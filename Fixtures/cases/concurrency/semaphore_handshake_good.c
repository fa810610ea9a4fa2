// midas-flags: -pthread
#include <pthread.h>
#include <semaphore.h>

static sem_t filled;
static int data;  // midas: deterministic
static int copy;  // midas: deterministic

static void *producer(void *unused) {
    data = 42;  // midas: no-race; no-source
    sem_post(&filled);
    return unused;
}

static void *consumer(void *unused) {
    sem_wait(&filled);
    copy = data;  // midas: no-race; no-source
    return unused;
}

int main(void) {
    pthread_t a, b;
    sem_init(&filled, 0, 0);
    pthread_create(&a, 0, producer, 0);
    pthread_create(&b, 0, consumer, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
