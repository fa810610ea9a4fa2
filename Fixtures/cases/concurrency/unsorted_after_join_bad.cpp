// midas-flags: -std=c++17 -pthread
#include <algorithm>
#include <cstdio>
#include <mutex>
#include <thread>
#include <vector>

static std::mutex guard;
static std::vector<int> found;  // midas: pure

static void worker(int from, int to) {
    for (int i = from; i < to; i++) {
        if (i % 7 != 0) continue;
        std::lock_guard<std::mutex> hold(guard);
        found.push_back(i);  // midas: no-race; source scheduling effective
    }
}

int main() {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++) threads.emplace_back(worker, i * 100, (i + 1) * 100);
    for (auto &thread : threads) thread.join();
    for (int value : found) printf("%d\n", value);  // midas: output contaminated
    return 0;
}
