#include <time.h>

long g;  // midas: pure

void handle(void) {
    g = time(0);  // midas: source clock effective
}
