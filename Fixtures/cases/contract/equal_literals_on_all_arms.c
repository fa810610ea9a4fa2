#include <stdlib.h>

int g;  // midas: superficial
int h;  // midas: superficial

void handle(void) {
    if (rand() & 1)  // midas: source random superficial
        g = 1;
    else
        g = 1;
    h = (rand() & 1) ? 5 : 5;  // midas: source random superficial
}
