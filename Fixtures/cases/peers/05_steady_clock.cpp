// midas-flags: -std=c++17
#include <chrono>

long g;  // midas: pure

void handle() {
    auto now = std::chrono::steady_clock::now();  // midas: source clock effective
    g = now.time_since_epoch().count();
}
