#include <stdlib.h>

int g;  // midas: pure

static void fill(int **out) {
    **out = rand();  // midas: source random effective
}

void handle(void) {
    int value = 0;
    int *p = &value;
    fill(&p);
    g = value;
}
