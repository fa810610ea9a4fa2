#include <stdlib.h>

int g;  // midas: pure

void handle(void) {
    char *a = malloc(8);
    char *b = malloc(8);
    g = a < b;  // midas: source address effective
    free(a);
    free(b);
}
