#include <time.h>

int g;  // midas: deterministic

void handle(void) {
    long unused = time(0);  // midas: source clock superficial
    (void)unused;
    g = 1;
}
