#include <time.h>

long g;  // midas: superficial
long h;  // midas: deterministic

static void reset(void) { g = 0; }

void handle(void) {
    g = time(0);  // midas: source clock superficial
    reset();
    h = g;
}
