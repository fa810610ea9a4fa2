#include <stdio.h>
#include <time.h>

int g;  // midas: deterministic

void handle(void) {
    fprintf(stderr, "at %ld\n", (long)time(0));  // midas: source clock superficial
    g = 1;
}
