// midas-flags: -std=c++20 -pthread
#include <atomic>
#include <thread>

static std::atomic<bool> ready{false};
static int data;  // midas: deterministic
static int copy;  // midas: deterministic

static void produce() {
    data = 42;  // midas: no-race; no-source
    ready.store(true, std::memory_order_release);
}

static void consume() {
    while (!ready.load(std::memory_order_acquire)) std::this_thread::yield();
    copy = data;  // midas: no-race; no-source
}

int main() {
    std::thread a(produce), b(consume);
    a.join();
    b.join();
    return 0;
}
