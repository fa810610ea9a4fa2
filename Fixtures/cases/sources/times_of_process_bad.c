#include <sys/times.h>

long g;  // midas: pure

void handle(void) {
    struct tms usage;
    g = times(&usage);  // midas: source clock effective
}
