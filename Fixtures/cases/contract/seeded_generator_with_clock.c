#include <stdlib.h>
#include <time.h>

int g;  // midas: pure

void handle(void) {
    srand(time(0));  // midas: source clock effective
    g = rand();
}
