#include <stdlib.h>

int colour;  // midas: contaminated

void handle(void) {
    switch (rand() % 3) {  // midas: source random effective
    case 0: colour = 10; break;
    case 1: colour = 20; break;
    default: colour = 30;
    }
}
