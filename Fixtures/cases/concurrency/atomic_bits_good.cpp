// midas-flags: -std=c++20 -pthread
#include <atomic>
#include <thread>

std::atomic<unsigned> seen;  // midas: superficial

static void work(unsigned id) {
    seen |= 1u << id;        // midas: no-race
    seen.fetch_or(16u);      // midas: no-race
}

int main() {
    std::thread a(work, 1), b(work, 2);
    a.join();
    b.join();
    return 0;
}
