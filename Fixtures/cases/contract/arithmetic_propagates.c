#include <time.h>

int g;  // midas: pure
int h;  // midas: pure
int k;  // midas: contaminated

void handle(void) {
    g = time(0) > 1000 && 1;  // midas: source clock effective
    h = !time(0);             // midas: source clock effective
    k = time(0) > 5 ? 1 : 2;  // midas: source clock effective
}
