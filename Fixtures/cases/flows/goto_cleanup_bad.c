#include <stdlib.h>

int closed;  // midas: deterministic
int used;    // midas: contaminated

void handle(void) {
    if (rand() & 1) goto out;  // midas: source random effective
    used = 1;
out:
    closed = 1;
}
