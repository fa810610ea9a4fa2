#include <time.h>

long g;  // midas: pure

void handle(void) {
    g = clock();  // midas: source clock effective
}
