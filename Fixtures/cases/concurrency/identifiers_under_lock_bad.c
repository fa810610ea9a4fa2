// midas-flags: -pthread
#include <pthread.h>

struct session {
    int id;       // midas: pure
    long length;  // midas: superficial
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int next_id = 1;  // midas: superficial
static struct session sessions[4];

static int new_id(void) {
    pthread_mutex_lock(&lock);
    int id = next_id++;  // midas: source scheduling effective; no-race
    pthread_mutex_unlock(&lock);
    return id;
}

static void *worker(void *index) {
    struct session *session = &sessions[(long)index];
    session->id = new_id();
    session->length = 10;
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
