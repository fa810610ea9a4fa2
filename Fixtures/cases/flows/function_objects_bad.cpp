// midas-flags: -std=c++17
#include <ctime>
#include <functional>
#include <vector>

static long named;     // midas: pure
static long captured;  // midas: pure
static long fixed;     // midas: deterministic

static long now(int n) { return time(nullptr) + n; }  // midas: source clock effective

int main() {
    std::function<long(int)> function = now;
    named = function(3);
    long k = time(nullptr);  // midas: source clock effective
    std::vector<std::function<long()>> closures;
    closures.push_back([k] { return k + 1; });
    captured = closures.front()();
    std::function<long(long)> twice = [](long n) { return 2 * n; };
    fixed = twice(21);
    return 0;
}
