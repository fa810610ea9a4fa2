// midas-flags: -std=c++17 -pthread
#include <chrono>

long g;  // midas: pure

void handle() {
    g = std::chrono::system_clock::now().time_since_epoch().count();  // midas: source clock effective
}
