// midas-flags: -std=c++17 -pthread
// The greatest and the least of what threads found, by the functions of the library.
#include <algorithm>
#include <cstdio>
#include <mutex>
#include <thread>
#include <vector>
static std::mutex m;
static int best;    // midas: superficial
static int lowest = 1 << 30;  // midas: superficial
static int answer;  // midas: deterministic
static void worker(int seed) {
    int mine = 0;
    for (int i = 0; i < 100; i++) mine = std::max(mine, seed * i % 37);
    std::lock_guard<std::mutex> l(m);
    best = std::max(best, mine);
    lowest = std::min(mine, lowest);
}
int main() {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++) threads.emplace_back(worker, i);
    for (auto &t : threads) t.join();
    answer = best + lowest;
    printf("%d\n", answer);  // midas: output deterministic
}
