#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct item { int key; int value; };  // midas: key=contaminated
static struct item slots[64];
static struct item *table[64];
static int hits, misses;  // midas: hits=contaminated
static int probes;        // midas: contaminated
static int occupied;      // midas: contaminated
static unsigned seed;     // midas: pure
static int chain[64];     // midas: contaminated

/* A random slot is no layout: which entry is lost is a choice. */
static void cache(int key, int value) {
    struct item *i = &slots[(unsigned)rand() % 64];
    i->key = key;
    i->value = value;
}

static void look(int key) {
    for (int i = 0; i < 64; i++)
        if (slots[i].key == key) { hits++; return; }
    misses++;
}

static void put(int key, int value) {
    unsigned h = (key ^ seed) % 64;
    while (table[h] && table[h]->key != key) {
        h = (h + 1) % 64;
        probes++;
    }
    if (!table[h]) {
        table[h] = calloc(1, sizeof **table);
        table[h]->key = key;
    }
    table[h]->value = value;
    chain[(key ^ seed) % 64]++;
}

static void check(int key) { if (table[(key ^ seed) % 64]) occupied++; }

int main(void) {
    int op, key, value;
    seed = (unsigned)time(NULL);
    while (scanf("%d %d %d", &op, &key, &value) == 3) {
        if (op == 0) cache(key, value);
        else if (op == 1) look(key);
        else if (op == 2) put(key, value);
        else check(key);
    }
    return 0;
}
