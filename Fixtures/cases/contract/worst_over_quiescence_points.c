#include <time.h>

long g;  // midas: pure
long h;  // midas: deterministic

void handle_a(void) {
    g = time(0);  // midas: source clock effective
}

void handle_b(void) {
    g = 0;
    h = g;
}
