// midas-flags: -std=c++17 -pthread
// Promises that are moved into their threads: what is set there comes out of the futures here.
#include <chrono>
#include <cstdio>
#include <future>
#include <thread>
static long started;   // midas: pure
static int constant;   // midas: deterministic
int main() {
    std::promise<long> p;
    std::future<long> f = p.get_future();
    std::promise<int> q;
    auto g = q.get_future();
    std::thread t([](std::promise<long> r) {
        r.set_value(std::chrono::steady_clock::now().time_since_epoch().count());  // midas: source clock effective
    }, std::move(p));
    std::thread u([q = std::move(q)]() mutable { q.set_value(42); });
    started = f.get();
    constant = g.get();
    t.join();
    u.join();
    printf("%d\n", constant);  // midas: output deterministic
    printf("%ld\n", started);  // midas: output contaminated
}
