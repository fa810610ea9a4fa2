// midas-flags: -std=c++17
#include <ctime>

template <class T> T twice(T value) { return value + value; }

long stamp;  // midas: pure
int size;    // midas: deterministic

void handle(int n) {
    stamp = twice<long>(std::time(nullptr));  // midas: source clock effective
    size = twice(n);
}
