#include <time.h>

struct slot {
    int used;    // midas: deterministic
    long since;  // midas: pure
};

struct slot slots[16];

void handle(int i) {
    slots[i & 15].used = 1;
    slots[i & 15].since = time(0);  // midas: source clock effective
}
