// midas-flags: -std=c++17 -pthread
#include <atomic>
#include <cstdio>
#include <thread>

static std::atomic<bool> stop{false};  // midas: superficial
static unsigned long rounds;           // midas: contaminated

static void spin() {
    while (!stop.load(std::memory_order_relaxed)) rounds++;  // midas: source scheduling effective; no-race
}

int main() {
    std::thread worker(spin);
    stop.store(true, std::memory_order_relaxed);
    worker.join();
    printf("%lu\n", rounds);  // midas: output contaminated; no-race
    return 0;
}
