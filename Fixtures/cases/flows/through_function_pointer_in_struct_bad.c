#include <time.h>

struct operations {
    long (*now)(void);
    int (*size)(void);
};

static long wall(void) {
    return time(0);  // midas: source clock effective
}
static int fixed(void) { return 8; }

static const struct operations operations = {wall, fixed};

long stamp;  // midas: pure
int size;    // midas: deterministic

void handle(void) {
    stamp = operations.now();
    size = operations.size();
}
