#include <stdio.h>
#include <time.h>

int count;  // midas: deterministic

void handle(void) {
    fprintf(stderr, "%ld\n", (long)time(0));  // midas: source clock superficial; output pure
    count++;
}
