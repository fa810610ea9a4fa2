#include <sys/resource.h>

long g;  // midas: pure

void handle(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);  // midas: source resources effective
    g = usage.ru_maxrss;
}
