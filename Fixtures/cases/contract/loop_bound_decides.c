#include <stdlib.h>

int total;    // midas: contaminated
int visited;  // midas: deterministic

void handle(void) {
    int n = rand() % 10;  // midas: source random effective
    for (int i = 0; i < n; i++) total++;
    visited = 1;
}
