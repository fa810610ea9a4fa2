#include <stdlib.h>

int g;  // midas: pure

void handle(void) {
    g = rand();  // midas: source random effective
}
