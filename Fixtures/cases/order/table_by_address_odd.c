#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct client {
    int id;
    int visits;  // midas: deterministic
};

struct node {
    struct client *client;
    struct node *next;
};

static struct node *buckets[128];
static int known;         // midas: deterministic
static int first_id;      // midas: pure
static int all[128];      // midas: pure
static long visits;  // midas: deterministic

static unsigned bucket_of(struct client *c) {
    return (unsigned)((uintptr_t)c >> 4) % 128;  // midas: source address effective
}

static struct node **find(struct client *c) {
    struct node **at = &buckets[bucket_of(c)];
    while (*at && (*at)->client != c) at = &(*at)->next;
    return at;
}

static void watch(struct client *c) {
    struct node **at = find(c);
    if (*at) return;
    struct node *n = malloc(sizeof *n);
    if (!n) abort();
    n->client = c;
    n->next = NULL;
    *at = n;
    known++;
}

static void unwatch(struct client *c) {
    struct node **at = find(c);
    struct node *n = *at;
    if (!n) return;
    *at = n->next;
    free(n);
    known--;
}

static void report(void) {
    int n = 0;
    long sum = 0;
    for (int b = 0; b < 128; b++)  // midas: source ordering effective
        for (struct node *i = buckets[b]; i; i = i->next) {
            all[n++ % 128] = i->client->id;
            sum += i->client->visits;
        }
    visits = sum;
    for (int b = 0; b < 128; b++)
        if (buckets[b]) {
            first_id = buckets[b]->client->id;
            break;
        }
}

int main(void) {
    char op;
    int id;
    static struct client *clients[64];
    while (scanf(" %c %d", &op, &id) == 2) {
        if (id < 0 || id >= 64) continue;
        if (op == 'n' && !clients[id]) {
            clients[id] = calloc(1, sizeof **clients);
            clients[id]->id = id;
        }
        if (!clients[id]) continue;
        if (op == 'w') watch(clients[id]);
        else if (op == 'u') unwatch(clients[id]);
        else if (op == 'v') clients[id]->visits++;
        else report();
    }
    return 0;
}
