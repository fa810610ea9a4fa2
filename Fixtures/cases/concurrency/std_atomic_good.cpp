// midas-flags: -std=c++17 -pthread
#include <atomic>
#include <thread>

std::atomic<int> total;  // midas: superficial

static void work() {
    total.fetch_add(1);  // midas: no-race
    total++;             // midas: no-race
    total += 2;          // midas: no-race
}

int main() {
    std::thread a(work), b(work);
    a.join();
    b.join();
    return 0;
}
