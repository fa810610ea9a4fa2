#include <stdlib.h>

unsigned g;  // midas: pure

void handle(void) {
    g = arc4random();  // midas: source random effective
}
