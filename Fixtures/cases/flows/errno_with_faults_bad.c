// midas-faults: io
#include <errno.h>
#include <unistd.h>

int failures;  // midas: contaminated

void handle(int f) {
    char b[1] = {0};
    if (write(f, b, 1) < 0) failures++;  // midas: source input effective
}
