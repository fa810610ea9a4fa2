#include <time.h>

struct object {
    unsigned type : 4;    // midas: deterministic
    unsigned clock : 24;  // midas: pure
};

struct object object;

void handle(int type) {
    object.type = type;
    object.clock = time(0);  // midas: source clock effective
}
