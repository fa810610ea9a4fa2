#include <time.h>

struct clock {
    long offset;  // midas: deterministic
    long now;     // midas: pure
};

struct clock state;

void handle(void) {
    struct clock local;
    local.offset = 5;
    local.now = time(0);  // midas: source clock effective
    state = local;
}
