#include <time.h>

long g;  // midas: superficial
long x;  // midas: contaminated
long h;  // midas: contaminated

void handle(void) {
    g = time(0);  // midas: source clock effective
    x = g;
    g = 0;
    h = x;
}
