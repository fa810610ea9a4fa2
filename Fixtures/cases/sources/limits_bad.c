#include <sys/resource.h>

long g;  // midas: pure

void handle(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);  // midas: source environment effective
    g = limit.rlim_cur;
}
