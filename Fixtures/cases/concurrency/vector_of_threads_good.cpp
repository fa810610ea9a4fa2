// midas-flags: -std=c++17 -pthread
#include <mutex>
#include <thread>
#include <vector>

std::mutex guard;
int total;  // midas: superficial
int seen;   // midas: deterministic

static void work() {
    std::lock_guard<std::mutex> hold(guard);
    total += 1;  // midas: no-race
}

int main() {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++) threads.emplace_back(work);
    for (auto &thread : threads) thread.join();
    seen = total;  // midas: no-race
    return 0;
}
