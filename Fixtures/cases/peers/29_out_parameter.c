#include <stdlib.h>

long g;  // midas: pure

static void draw(long *out) {
    *out = random();  // midas: source random effective
}

void handle(void) {
    long value = 0;
    draw(&value);
    g = value;
}
