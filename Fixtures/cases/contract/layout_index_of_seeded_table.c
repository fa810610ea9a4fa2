#include <stdlib.h>
#include <time.h>

struct item {
    struct item *next;
    int key;
    int value;  // midas: deterministic
};

static unsigned seed;
static struct item *table[64];
int found;  // midas: deterministic
int order[64];  // midas: pure
int count;      // midas: deterministic

static unsigned hash(int key, unsigned with) { return key * 31u ^ with; }

void start(void) { seed = time(0); }  // midas: source clock effective

void put(int key, int value) {
    struct item *i = malloc(sizeof *i);
    if (!i) abort();
    i->key = key;
    i->value = value;
    i->next = table[hash(key, seed) % 64];
    table[hash(key, seed) % 64] = i;
}

void get(int key) {
    for (struct item *i = table[hash(key, seed) % 64]; i; i = i->next)
        if (i->key == key) found = i->value;
}

void list(void) {
    int n = 0;
    for (int b = 0; b < 64; b++)  // midas: source ordering effective
        for (struct item *i = table[b]; i; i = i->next) order[n++ % 64] = i->key;
    count = n;
}
