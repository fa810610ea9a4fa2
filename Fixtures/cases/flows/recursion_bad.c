#include <stdlib.h>

int depth;  // midas: contaminated
int total;  // midas: pure

static int descend(int n) {
    if (n <= 0) return rand();  // midas: source random effective
    return descend(n - 1) + 1;
}

void handle(int n) {
    total = descend(n);
    if (total > 5) depth = n;
}
