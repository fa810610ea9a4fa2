#include <time.h>

long stamp;  // midas: pure
long copy;   // midas: deterministic

static long twice(long value) { return value * 2; }

void handle(long n) {
    stamp = twice(time(0));  // midas: source clock effective
    copy = twice(n);
}
