// midas-gap: line 5, expected superficial, found deterministic
// midas-flags: -std=c++17
#include <cstdlib>

int depth;  // midas: superficial

struct Depth {
    Depth() { depth++; }
    ~Depth() { depth--; }
};

void handle() {
    if (std::rand() & 1) {  // midas: source random superficial
        Depth hold;
    }
}
