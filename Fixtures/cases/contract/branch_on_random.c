#include <stdlib.h>

int g;  // midas: contaminated
int k;  // midas: deterministic

void handle(void) {
    if (rand() & 1)  // midas: source random effective
        g = 1;
    else
        g = 2;
    k = 3;
}
