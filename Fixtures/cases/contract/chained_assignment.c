#include <time.h>

long g;  // midas: pure
long h;  // midas: pure

void handle(void) {
    h = g = time(0);  // midas: source clock effective
}
