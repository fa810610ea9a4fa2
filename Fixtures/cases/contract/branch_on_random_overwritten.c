#include <stdlib.h>

int g;  // midas: superficial
int k;  // midas: deterministic

void handle(void) {
    if (rand() & 1)  // midas: source random superficial
        g = 1;
    else
        g = 2;
    k = 3;
    g = 0;
}
