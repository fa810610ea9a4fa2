#include <time.h>

long g;  // midas: pure

static long now_in_ms(void) {
    return time(0) * 1000;  // midas: source clock effective
}

void handle(void) {
    long deadline = now_in_ms() + 500;
    g = deadline / 2;
}
