#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MAX 64

struct entry {
    char key[32];      /* midas: contaminated */
    char value[64];    /* midas: contaminated */
    time_t expires;    /* midas: pure */
    int used;          /* midas: contaminated */
};

static struct entry cache[MAX];
static int evictions;  /* midas: contaminated */
static int lookups;    /* midas: deterministic */

static int expired(const struct entry *e) {
    return e->used && e->expires < time(NULL); /* midas: source clock effective */
}

void put(const char *key, const char *value, int ttl) {
    for (int i = 0; i < MAX; i++) {
        if (!cache[i].used) {
            strncpy(cache[i].key, key, sizeof cache[i].key - 1);
            strncpy(cache[i].value, value, sizeof cache[i].value - 1);
            cache[i].expires = time(NULL) + ttl; /* midas: source clock effective */
            cache[i].used = 1;
            return;
        }
    }
}

const char *get(const char *key) {
    lookups++;
    for (int i = 0; i < MAX; i++) {
        if (expired(&cache[i])) {
            cache[i].used = 0;
            evictions++;
        }
        if (cache[i].used && strcmp(cache[i].key, key) == 0) return cache[i].value;
    }
    return NULL;
}
