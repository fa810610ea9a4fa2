// midas-flags: -std=c++17
#include <ctime>

static long stamp;   // midas: pure
static int total;    // midas: deterministic
static int results;  // midas: deterministic

template <class Step>
static int apply(Step step, int value) {
    return step(value);
}

void handle(int value) {
    results = apply([](int x) { return total += x; }, value);
    results += apply(
        [](int x) {
            stamp = std::time(nullptr);  // midas: source clock effective
            return x;
        },
        value);
}
