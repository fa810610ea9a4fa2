#include <stdlib.h>

double g;  // midas: pure

void handle(void) {
    g = drand48();  // midas: source random effective
}
