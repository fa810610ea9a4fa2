/* key-value store: chained hash table with a seeded hash, expiry, statistics */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BUCKETS 256

struct entry {
    char *key;            /* midas: contaminated */
    char *value;          /* midas: contaminated */
    uint32_t version;     /* midas: contaminated */
    time_t expires;       /* midas: pure */
    struct entry *next;
};

static struct entry *table[BUCKETS];
static uint32_t seed;           /* midas: pure */
static uint64_t sets, gets;     /* midas: sets=deterministic, gets=deterministic */
static uint64_t hits;           /* midas: contaminated */
static uint64_t expired;        /* midas: contaminated */
static size_t longest_key;      /* midas: deterministic */
static char last_key[64];       /* midas: deterministic */

static uint32_t hash(const char *s) {
    uint32_t h = seed;
    while (*s) h = h * 31 + (unsigned char)*s++;
    return h;
}

static struct entry *find(const char *key, int *gone) {
    struct entry **link = &table[hash(key) % BUCKETS];
    *gone = 0;
    for (; *link; link = &(*link)->next) {
        struct entry *e = *link;
        if (strcmp(e->key, key)) continue;
        if (e->expires && e->expires < time(NULL)) {   /* midas: source clock effective */
            *link = e->next;
            free(e->key);
            free(e->value);
            free(e);
            expired++;
            *gone = 1;
            return NULL;
        }
        return e;
    }
    return NULL;
}

static void set(const char *key, const char *value, long ttl) {
    uint32_t b = hash(key) % BUCKETS;
    struct entry *e;
    for (e = table[b]; e; e = e->next)
        if (!strcmp(e->key, key)) break;
    if (!e) {
        e = calloc(1, sizeof *e);
        if (!e) exit(1);
        e->key = strdup(key);
        e->next = table[b];
        table[b] = e;
    } else {
        free(e->value);
    }
    e->value = strdup(value);
    e->version++;
    e->expires = ttl ? time(NULL) + ttl : 0;           /* midas: source clock effective */
    sets++;
    if (strlen(key) > longest_key) longest_key = strlen(key);
    snprintf(last_key, sizeof last_key, "%s", key);
}

static void dump(FILE *out) {
    for (int b = 0; b < BUCKETS; b++)
        for (struct entry *e = table[b]; e; e = e->next)
            fprintf(out, "%s=%s\n", e->key, e->value);  /* midas: output pure */
}

int main(void) {
    char line[512], verb[16], key[64], value[256];
    long ttl;
    FILE *r = fopen("/dev/urandom", "rb");
    if (!r || fread(&seed, sizeof seed, 1, r) != 1) return 1;  /* midas: source random effective */
    fclose(r);
    while (fgets(line, sizeof line, stdin)) {
        ttl = 0;
        int n = sscanf(line, "%15s %63s %255s %ld", verb, key, value, &ttl);
        if (n >= 3 && !strcmp(verb, "set")) {
            set(key, value, ttl);
            puts("STORED");                            /* midas: output deterministic */
        } else if (n >= 2 && !strcmp(verb, "get")) {
            int gone;
            gets++;
            struct entry *e = find(key, &gone);
            if (e) {
                hits++;
                printf("%s\n", e->value);              /* midas: output contaminated */
            } else {
                puts(gone ? "EXPIRED" : "NONE");       /* midas: output contaminated */
            }
        } else if (n >= 1 && !strcmp(verb, "dump")) {
            dump(stdout);
        }
    }
    return 0;
}
