#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int ready;  // midas: deterministic

int main(void) {
    if (time(0) < 1000) {  // midas: source clock superficial
        fprintf(stderr, "clock not set\n");
        exit(1);
    }
    ready = 1;
    return 0;
}
