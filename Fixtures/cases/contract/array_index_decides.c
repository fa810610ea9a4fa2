#include <stdlib.h>

int slots[16];  // midas: contaminated

void handle(void) {
    slots[rand() % 16] = 1;  // midas: source random effective
}
