// midas-flags: -std=c++17
#include <ctime>
#include <functional>

long g;  // midas: pure

void handle() {
    std::function<long()> now = [] {
        return (long)std::time(nullptr);  // midas: source clock effective
    };
    g = now();
}
