#include <sys/time.h>

long g;  // midas: pure

void handle(void) {
    struct timeval now;
    gettimeofday(&now, 0);  // midas: source clock effective
    g = now.tv_usec;
}
