#include <time.h>

long g;  // midas: pure

void handle(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);  // midas: source clock effective
    g = now.tv_nsec;
}
