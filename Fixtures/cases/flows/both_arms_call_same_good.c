#include <stdlib.h>

int count;  // midas: superficial

static void bump(void) { count++; }

void handle(void) {
    if (rand() & 1)  // midas: source random superficial
        bump();
    else
        bump();
}
