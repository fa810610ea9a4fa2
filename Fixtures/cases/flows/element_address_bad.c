#include <stdlib.h>

static int slots[8];   // midas: contaminated
static int others[8];  // midas: deterministic

static int *slot(int *table, int index) {
    return &table[index & 7];
}

void handle(int key) {
    *slot(slots, rand()) = key;  // midas: source random effective
    *slot(others, key) = key;
}
