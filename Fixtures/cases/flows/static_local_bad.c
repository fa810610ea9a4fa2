#include <time.h>

long g;  // midas: contaminated

void handle(void) {
    static long first;  // midas: pure
    if (first == 0) first = time(0);  // midas: source clock effective
    g = first;
}
