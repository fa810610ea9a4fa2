#include <stdint.h>

uintptr_t g;  // midas: pure

void handle(void) {
    g = (uintptr_t)&g;  // midas: source address effective
}
