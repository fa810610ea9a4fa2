#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct entry {
    char *key;  // midas: deterministic
    int value;  // midas: deterministic
    struct entry *next;
};

struct dict {
    struct entry **table;
    size_t size;    // midas: deterministic
    size_t used;    // midas: deterministic
    uint64_t seed;  // midas: pure
};

static struct dict *db;
static int answer;       // midas: deterministic
static char dump[4096];  // midas: pure
static int removed;      // midas: deterministic
static int empty;        // midas: contaminated
static int longest;      // midas: contaminated
static int victim;       // midas: pure

static uint64_t hash(const struct dict *d, const char *key) {
    uint64_t h = d->seed;
    while (*key) h = h * 33 + (unsigned char)*key++;
    return h;
}

static struct dict *create(size_t size) {
    struct dict *d = malloc(sizeof *d);
    if (!d) abort();
    d->table = calloc(size, sizeof *d->table);
    if (!d->table) abort();
    d->size = size;
    d->used = 0;
    d->seed = (uint64_t)time(NULL);  // midas: source clock effective
    return d;
}

static void grow(struct dict *d) {
    size_t size = d->size * 2;
    struct entry **bigger = calloc(size, sizeof *bigger);
    if (!bigger) abort();
    for (size_t i = 0; i < d->size; i++) {
        struct entry *e = d->table[i];
        while (e) {
            struct entry *next = e->next;
            size_t index = hash(d, e->key) & (size - 1);
            e->next = bigger[index];
            bigger[index] = e;
            e = next;
        }
    }
    free(d->table);
    d->table = bigger;
    d->size = size;
}

static void set(struct dict *d, const char *key, int value) {
    if (d->used >= d->size) grow(d);
    size_t index = hash(d, key) & (d->size - 1);
    struct entry *e;
    for (e = d->table[index]; e; e = e->next)
        if (strcmp(e->key, key) == 0) break;
    if (e == NULL) {
        e = malloc(sizeof *e);
        if (!e) abort();
        e->key = strdup(key);
        e->next = d->table[index];
        d->table[index] = e;
        d->used++;
    }
    e->value = value;
}

static void get(struct dict *d, const char *key) {
    struct entry *e = d->table[hash(d, key) & (d->size - 1)];
    while (e != NULL) {
        if (!strcmp(key, e->key)) {
            answer = e->value;
            return;
        }
        e = e->next;
    }
    answer = -1;
}

static void unset(struct dict *d, const char *key) {
    size_t index = hash(d, key) & (d->size - 1);
    struct entry *e = d->table[index], *before = NULL;
    while (e) {
        if (strcmp(e->key, key) == 0) {
            if (before) before->next = e->next;
            else d->table[index] = e->next;
            free(e->key);
            free(e);
            d->used--;
            removed++;
            return;
        }
        before = e;
        e = e->next;
    }
}

static void list(struct dict *d) {
    size_t at = 0;
    for (size_t i = 0; i < d->size; i++)  // midas: source ordering effective
        for (struct entry *e = d->table[i]; e; e = e->next)
            at += (size_t)snprintf(dump + at, sizeof dump - at, "%s=%d\n", e->key, e->value);
}

static void spread(struct dict *d) {
    int none = 0, most = 0;
    for (size_t i = 0; i < d->size; i++) {
        int length = 0;
        if (d->table[i] == NULL) none++;
        for (struct entry *e = d->table[i]; e; e = e->next) length++;
        if (length > most) most = length;
    }
    empty = none;
    longest = most;
}

static void sample(struct dict *d) {
    struct entry *e = d->table[(size_t)rand() & (d->size - 1)];
    if (e) victim = e->value;
}

int main(void) {
    char op, key[64];
    int value;
    db = create(16);
    while (scanf(" %c %63s %d", &op, key, &value) == 3) {
        switch (op) {
        case 's': set(db, key, value); break;
        case 'g': get(db, key); break;
        case 'u': unset(db, key); break;
        case 'l': list(db); break;
        case 'c': spread(db); break;
        default: sample(db);
        }
    }
    return 0;
}
