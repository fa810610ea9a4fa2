// midas-flags: -pthread
#include <pthread.h>

struct bucket {
    pthread_mutex_t lock;
    long count;  // midas: superficial
};

static struct bucket buckets[8];

static void add(int index, long amount) {
    pthread_mutex_lock(&buckets[index].lock);
    buckets[index].count += amount;  // midas: no-race
    pthread_mutex_unlock(&buckets[index].lock);
}

static void *worker(void *id) {
    for (int i = 0; i < 8; i++) add((i + (int)(long)id) % 8, i);
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < 8; i++) pthread_mutex_init(&buckets[i].lock, 0);
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
