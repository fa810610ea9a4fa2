#include <stdlib.h>

int g;  // midas: contaminated

void handle(void) {
    if (rand() % 2)  // midas: source random effective
        g = 1;
    else
        g = 2;
}
