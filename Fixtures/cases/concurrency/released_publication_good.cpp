// midas-flags: -std=c++20 -pthread
// Release and acquire order what was written before, in C++20 too.
#include <atomic>
#include <thread>
static std::atomic<int> ready{0};
static int payload; // midas: deterministic
static int seen; // midas: deterministic
static void pub() { payload = 42; ready.store(1, std::memory_order_release); } // midas: no-race
static void sub() { while (!ready.load(std::memory_order_acquire)) {} seen = payload; } // midas: no-race
int main() {
    std::thread a(pub), b(sub);
    a.join(); b.join();
}
