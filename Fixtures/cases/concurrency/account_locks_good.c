// midas-flags: -pthread
#include <pthread.h>

struct account {
    pthread_mutex_t lock;
    long balance;  // midas: superficial
};

static struct account accounts[4];

static void transfer(struct account *from, struct account *to, long amount) {
    struct account *first = from < to ? from : to;
    struct account *second = from < to ? to : from;
    pthread_mutex_lock(&first->lock);
    pthread_mutex_lock(&second->lock);
    from->balance -= amount;
    to->balance += amount;
    pthread_mutex_unlock(&second->lock);
    pthread_mutex_unlock(&first->lock);
}

static void deposit(struct account *account, long amount) {
    pthread_mutex_lock(&account->lock);
    account->balance += amount;  // midas: no-race
    pthread_mutex_unlock(&account->lock);
}

static void *worker(void *id) {
    deposit(&accounts[(long)id % 2], 5);
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_mutex_init(&accounts[i].lock, 0);
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    transfer(&accounts[0], &accounts[1], 1);
    return 0;
}
