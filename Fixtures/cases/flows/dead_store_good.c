#include <stdlib.h>

int g;  // midas: deterministic

void handle(void) {
    int x = rand();  // midas: source random superficial
    x = 5;
    g = x;
}
