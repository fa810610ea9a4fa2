// midas-flags: -std=c++17
#include <ctime>

long g;  // midas: pure

template <class F> void apply(F f) { f(); }

void handle() {
    long now = std::time(nullptr);  // midas: source clock effective
    apply([now] { g = now; });
}
