// midas-flags: -pthread
// Every account has a lock of its own: it protects the account and nothing that accounts share. The
// bank is made once, and its lock is one.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#define ACCOUNTS 8

struct account {
    pthread_mutex_t lock;
    long balance;
};
struct bank {
    pthread_mutex_t lock;
    struct account *accounts[ACCOUNTS];
};
static struct bank *bank;
static long deposits;   // midas: pure
static long transfers;  // midas: superficial

static void deposit(struct account *account, long amount) {
    pthread_mutex_lock(&account->lock);
    account->balance += amount;  // midas: no-race
    deposits += amount;          // midas: race; source scheduling effective
    pthread_mutex_unlock(&account->lock);
    pthread_mutex_lock(&bank->lock);
    transfers++;  // midas: no-race
    pthread_mutex_unlock(&bank->lock);
}

static void *teller(void *argument) {
    long number = (long)argument;
    for (int i = 0; i < 1000; i++) deposit(bank->accounts[(number + i) % ACCOUNTS], i);
    return 0;
}

int main(void) {
    pthread_t threads[4];
    bank = calloc(1, sizeof *bank);
    if (!bank) abort();
    pthread_mutex_init(&bank->lock, 0);
    for (int i = 0; i < ACCOUNTS; i++) {
        bank->accounts[i] = calloc(1, sizeof(struct account));
        if (!bank->accounts[i]) abort();
        pthread_mutex_init(&bank->accounts[i]->lock, 0);
    }
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, teller, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    printf("%ld\n", deposits);   // midas: output contaminated
    printf("%ld\n", transfers);  // midas: output deterministic
    return 0;
}
