// midas-flags: -pthread
#include <pthread.h>

struct account {
    pthread_mutex_t lock;
    long balance;  // midas: superficial
};

static struct account account = {PTHREAD_MUTEX_INITIALIZER, 0};

static void deposit(struct account *to, long amount) {
    pthread_mutex_lock(&to->lock);
    to->balance += amount;  // midas: no-race
    pthread_mutex_unlock(&to->lock);
}

static void *worker(void *id) {
    deposit(&account, (long)id);
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
