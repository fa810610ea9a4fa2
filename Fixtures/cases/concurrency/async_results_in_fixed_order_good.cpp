// midas-flags: -std=c++17 -pthread
#include <future>

int digest;  // midas: deterministic

static int compute(int n) { return n * n; }

int main() {
    auto a = std::async(std::launch::async, compute, 3);
    auto b = std::async(std::launch::async, compute, 4);
    digest = a.get() * 31 + b.get();
    return 0;
}
