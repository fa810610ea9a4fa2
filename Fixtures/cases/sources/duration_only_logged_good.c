#include <stdio.h>
#include <time.h>

int served;  // midas: deterministic

void handle(void) {
    long begin = time(0);  // midas: source clock superficial
    served++;
    fprintf(stderr, "took %ld\n", (long)time(0) - begin);  // midas: source clock superficial
}
