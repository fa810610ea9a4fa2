#include <stdlib.h>

int g;  // midas: pure

void handle(void) {
    int *p = malloc(sizeof(int));
    if (!p) return;
    g = *p;  // midas: source uninitialised effective
    free(p);
}
