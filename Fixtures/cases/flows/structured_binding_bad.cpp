// midas-flags: -std=c++17
#include <ctime>
#include <utility>

long g;  // midas: pure
int h;   // midas: deterministic

static std::pair<long, int> make(int n) {
    return {std::time(nullptr), n};  // midas: source clock effective
}

void handle(int n) {
    auto [stamp, size] = make(n);
    g = stamp;
    h = size;
}
