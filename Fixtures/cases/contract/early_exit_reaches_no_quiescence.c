#include <stdlib.h>
#include <unistd.h>

int g;  // midas: deterministic

void handle(int f) {
    char b[1];
    if (read(f, b, 1) < 0) exit(1);
    g = 1;
}
