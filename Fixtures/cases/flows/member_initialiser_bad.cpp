// midas-flags: -std=c++17
#include <ctime>

struct Order {
    long stamp = std::time(nullptr);  // midas: pure; source clock effective
    int id = 0;                       // midas: deterministic
};

Order current;

void handle() { current = Order(); }
