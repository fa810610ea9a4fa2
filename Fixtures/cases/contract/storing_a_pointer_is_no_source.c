#include <stdlib.h>

int *cache;  // midas: deterministic

void handle(void) {
    cache = malloc(sizeof(int));  // midas: no-source
    if (cache) *cache = 7;
}
