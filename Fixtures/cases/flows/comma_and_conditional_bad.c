#include <stdlib.h>

int g;  // midas: contaminated
int h;  // midas: pure

void handle(void) {
    int r = rand();  // midas: source random effective
    g = r > 5 ? 10 : 20;
    h = (r++, r);
}
