#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <time.h>

struct slot {
    int used;
    int key;
    int value;  // midas: deterministic
};

static struct slot *slots;
static size_t size, count;  // midas: deterministic
static uint32_t seed;       // midas: pure
static int found;           // midas: deterministic
static int longest;         // midas: contaminated
static int listed[256];     // midas: pure
static int sum;             // midas: deterministic

static size_t hash(int key) { return (uint32_t)key * 2654435761u ^ seed; }

static size_t find_slot(struct slot *in, size_t n, int key) {
    size_t i = hash(key) & (n - 1);
    int steps = 0;
    while (in[i].used && in[i].key != key) {
        i = (i + 1) & (n - 1);
        steps++;
    }
    if (steps > longest) longest = steps;
    return i;
}

static void grow(void) {
    size_t n = size ? size * 2 : 16;
    struct slot *bigger = calloc(n, sizeof *bigger);
    if (!bigger) abort();
    for (size_t b = 0; b < size; b++) {
        if (!slots[b].used) continue;
        size_t i = find_slot(bigger, n, slots[b].key);
        bigger[i] = slots[b];
    }
    free(slots);
    slots = bigger;
    size = n;
}

static void put(int key, int value) {
    if (count * 2 >= size) grow();
    size_t i = find_slot(slots, size, key);
    if (!slots[i].used) {
        slots[i].used = 1;
        slots[i].key = key;
        count++;
    }
    slots[i].value = value;
}

static void get(int key) {
    if (!size) return;
    size_t i = find_slot(slots, size, key);
    if (slots[i].used) found = slots[i].value;
}

static void list(void) {
    int n = 0, total = 0;
    for (size_t b = 0; b < size; b++)  // midas: source ordering effective
        if (slots[b].used) {
            listed[n++ % 256] = slots[b].key;
            total += slots[b].value;
        }
    sum = total;
}

int main(void) {
    char op;
    int key, value;
    seed = (uint32_t)time(NULL);  // midas: source clock effective
    while (scanf(" %c %d %d", &op, &key, &value) == 3) {
        if (op == 'p') put(key, value);
        else if (op == 'g') get(key);
        else list();
    }
    return 0;
}
