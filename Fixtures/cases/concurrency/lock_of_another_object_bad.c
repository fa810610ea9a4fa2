// midas-flags: -pthread
#include <pthread.h>

struct account {
    pthread_mutex_t lock;
    long balance;  // midas: pure
};

static struct account accounts[4];

static void deposit(struct account *account, struct account *other, long amount) {
    pthread_mutex_lock(&other->lock);
    account->balance += amount;  // midas: race; source scheduling effective
    pthread_mutex_unlock(&other->lock);
}

static void *worker(void *id) {
    deposit(&accounts[0], &accounts[(long)id], 5);
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_mutex_init(&accounts[i].lock, 0);
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
