#include <unistd.h>

long g;  // midas: pure

void handle(void) {
    g = sysconf(_SC_PAGESIZE);  // midas: source environment effective
}
