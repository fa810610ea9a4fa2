#include <time.h>

long stamp;  // midas: pure
long copy;   // midas: deterministic

static void store(long *where, long value) { *where = value; }

void handle(long n) {
    store(&stamp, time(0));  // midas: source clock effective
    store(&copy, n);
}
