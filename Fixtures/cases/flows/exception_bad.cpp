// midas-flags: -std=c++17
#include <cstdlib>
#include <stdexcept>

int failed;  // midas: contaminated
int done;    // midas: deterministic

static void attempt() {
    if (std::rand() & 1) throw std::runtime_error("no");  // midas: source random effective
}

void handle() {
    try {
        attempt();
    } catch (const std::exception &) {
        failed = 1;
    }
    done = 1;
}
