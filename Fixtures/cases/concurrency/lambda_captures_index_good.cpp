// midas-flags: -std=c++17 -pthread
#include <cstdio>
#include <thread>
#include <vector>
static long results[4];  // midas: superficial
static long other[4];  // midas: superficial
static long third[4];  // midas: superficial
static long total;  // midas: deterministic
static void work(int i) { third[i] = i; }  // midas: no-race
int main() {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++) {
        threads.emplace_back([i] { results[i] = i * 3; });   // midas: no-race
    }
    for (int i = 0; i < 4; i++) threads.push_back(std::thread([&, i]() { other[i] = i; }));   // midas: no-race
    for (int i = 0; i < 4; i++) threads.emplace_back(work, i);
    for (auto &t : threads) t.join();
    for (int i = 0; i < 4; i++) total += results[i] + other[i] + third[i];
    printf("%ld\n", total);  // midas: output deterministic
}
