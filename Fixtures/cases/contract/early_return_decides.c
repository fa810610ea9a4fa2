#include <stdlib.h>

int before;  // midas: deterministic
int after;   // midas: contaminated

void handle(void) {
    before = 1;
    if (rand() % 2) return;  // midas: source random effective
    after = 1;
}
