#include "queue.h"

#include <pthread.h>

#define QUEUE_SIZE 128

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static int connections[QUEUE_SIZE];
static unsigned head, count;

void queue_put(int connection)
{
    pthread_mutex_lock(&lock);
    while (count == QUEUE_SIZE)
        pthread_cond_wait(&not_full, &lock);
    connections[(head + count) % QUEUE_SIZE] = connection;
    count++;
    pthread_cond_signal(&not_empty);
    pthread_mutex_unlock(&lock);
}

int queue_take(void)
{
    int connection;

    pthread_mutex_lock(&lock);
    while (count == 0)
        pthread_cond_wait(&not_empty, &lock);
    connection = connections[head];
    head = (head + 1) % QUEUE_SIZE;
    count--;
    pthread_cond_signal(&not_full);
    pthread_mutex_unlock(&lock);
    return connection;
}
