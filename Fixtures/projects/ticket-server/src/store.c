#include "store.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 64

static struct {
    pthread_mutex_t lock;
    struct ticket *buckets[BUCKETS];
    unsigned next_number;
    struct store_stats stats;
} store = {.lock = PTHREAD_MUTEX_INITIALIZER};

void store_open(unsigned capacity)
{
    store.next_number = 1;
    store.stats.capacity = capacity;
    store.stats.started = time(NULL);
    srandom((unsigned)store.stats.started);
}

static struct ticket **slot_of(unsigned number)
{
    struct ticket **slot = &store.buckets[number % BUCKETS];

    while (*slot && (*slot)->number != number)
        slot = &(*slot)->next;
    return slot;
}

unsigned store_buy(const char *buyer, uint32_t *token)
{
    struct ticket *ticket = calloc(1, sizeof *ticket);
    struct ticket **slot;
    unsigned number;

    if (!ticket)
        return 0;
    strncpy(ticket->buyer, buyer, NAME_LENGTH - 1);
    ticket->sold_at = time(NULL);
    pthread_mutex_lock(&store.lock);
    if (store.stats.sold - store.stats.refunded >= store.stats.capacity) {
        pthread_mutex_unlock(&store.lock);
        free(ticket);
        return 0;
    }
    number = store.next_number++;
    ticket->number = number;
    ticket->token = (uint32_t)random();
    *token = ticket->token;
    slot = slot_of(number);
    *slot = ticket;
    store.stats.sold++;
    pthread_mutex_unlock(&store.lock);
    return number;
}

int store_refund(unsigned number)
{
    struct ticket **slot;
    struct ticket *ticket;

    pthread_mutex_lock(&store.lock);
    slot = slot_of(number);
    ticket = *slot;
    if (ticket) {
        *slot = ticket->next;
        store.stats.refunded++;
    }
    pthread_mutex_unlock(&store.lock);
    free(ticket);
    return ticket != NULL;
}

void store_count_request(void)
{
    pthread_mutex_lock(&store.lock);
    store.stats.requests++;
    pthread_mutex_unlock(&store.lock);
}

struct store_stats store_stats(void)
{
    struct store_stats copy;

    pthread_mutex_lock(&store.lock);
    copy = store.stats;
    pthread_mutex_unlock(&store.lock);
    return copy;
}
