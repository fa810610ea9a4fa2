// midas-flags: -std=c++17 -pthread
#include <cstdio>
#include <thread>
#include <vector>
static long results[4];  // midas: pure
static int slot;  // midas: pure
int main() {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++) {
        threads.emplace_back([&i] { results[0] = i; });   // midas: race
        threads.emplace_back([i] { slot = i; });   // midas: race
    }
    for (auto &t : threads) t.join();
    printf("%ld\n", results[0]);
}
