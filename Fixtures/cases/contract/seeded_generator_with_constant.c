#include <stdlib.h>

int g;  // midas: deterministic

int main(void) {
    srand(42);
    g = rand();  // midas: no-source
    return 0;
}
