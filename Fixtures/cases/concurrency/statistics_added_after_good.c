// midas-flags: -pthread
#include <pthread.h>

struct statistics {
    pthread_mutex_t lock;
    long reads;   // midas: superficial
    long writes;  // midas: superficial
};

static struct statistics own[4];
static long reads;   // midas: deterministic
static long writes;  // midas: deterministic

static void *worker(void *id) {
    struct statistics *mine = &own[(long)id];
    for (int i = 0; i < 100; i++) {
        pthread_mutex_lock(&mine->lock);
        mine->reads++;       // midas: no-race
        mine->writes += 2;   // midas: no-race
        pthread_mutex_unlock(&mine->lock);
    }
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_mutex_init(&own[i].lock, 0);
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    for (int i = 0; i < 4; i++) {
        reads += own[i].reads;
        writes += own[i].writes;
    }
    return 0;
}
