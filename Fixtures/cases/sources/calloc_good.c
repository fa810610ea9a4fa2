#include <stdlib.h>

int g;  // midas: deterministic

void handle(void) {
    int *p = calloc(1, sizeof(int));
    if (!p) return;
    g = *p;  // midas: no-source
    free(p);
}
