#include <time.h>

static long totals[4];  // midas: pure
static long limits[4];  // midas: superficial

void handle(int key) {
    totals[key & 3] = time(0);  // midas: source clock effective
    for (int i = 0; i < 4; i++) totals[i] += key;
}

void reset(int key) {
    limits[key & 3] = time(0);
    for (int i = 0; i < 4; i++) limits[i] = key;
}
