#ifndef TICKETD_STORE_H
#define TICKETD_STORE_H

#include <stdint.h>
#include <time.h>

#define NAME_LENGTH 32

/* One sold ticket. */
struct ticket {
    unsigned number;
    char buyer[NAME_LENGTH];
    uint32_t token;
    time_t sold_at;
    struct ticket *next;
};

struct store_stats {
    unsigned sold;
    unsigned refunded;
    unsigned capacity;
    unsigned long requests;
    time_t started;
};

void store_open(unsigned capacity);

/* The new ticket's number, or 0 when there are none left. */
unsigned store_buy(const char *buyer, uint32_t *token);

/* Whether there was such a ticket. */
int store_refund(unsigned number);

void store_count_request(void);
struct store_stats store_stats(void);

#endif
