#include <stdlib.h>

long g;  // midas: pure

void handle(void) {
    char *p = malloc(16);
    g = (long)p;  // midas: source address effective
    free(p);
}
