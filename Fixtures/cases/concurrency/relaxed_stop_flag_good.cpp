// midas-flags: -std=c++17 -pthread
#include <atomic>
#include <cstdio>
#include <thread>

static std::atomic<bool> stop{false};
static unsigned long rounds;  // midas: deterministic

static void spin() {
    while (!stop.load(std::memory_order_relaxed)) std::this_thread::yield();
    for (int i = 0; i < 1000; i++) rounds++;  // midas: no-race
}

int main() {
    std::thread worker(spin);
    stop.store(true, std::memory_order_relaxed);
    worker.join();
    printf("%lu\n", rounds);  // midas: output deterministic; no-race
    return 0;
}
