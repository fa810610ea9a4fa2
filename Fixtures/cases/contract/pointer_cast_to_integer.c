#include <stdint.h>
#include <stdlib.h>

uintptr_t id;  // midas: pure

void handle(void) {
    int *p = malloc(sizeof(int));
    id = (uintptr_t)p;  // midas: source address effective
}
