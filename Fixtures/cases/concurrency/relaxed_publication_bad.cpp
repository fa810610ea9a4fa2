// midas-flags: -std=c++20 -pthread
// A relaxed flag says nothing of what was written before it; since C++20 orders are constant variables.
#include <atomic>
#include <thread>
static std::atomic<int> ready{0};
static int payload; // midas: superficial
static int seen; // midas: pure
static void pub() { payload = 42; ready.store(1, std::memory_order_relaxed); } // midas: race
static void sub() { while (!ready.load(std::memory_order_relaxed)) {} seen = payload; } // midas: race
int main() {
    std::thread a(pub), b(sub);
    a.join(); b.join();
}
