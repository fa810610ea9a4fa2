// midas-flags: -std=c++17 -pthread
#include <atomic>
#include <cstdio>
#include <thread>
#include <vector>
static std::atomic<size_t> next{0};
static std::vector<int> in(100), out(100);  // midas: out=superficial
static long sum;  // midas: deterministic
static void run() {
    size_t i;
    while ((i = next.fetch_add(1)) < in.size()) out[i] = in[i] * 2;  // midas: no-race
}
int main() {
    std::vector<std::thread> ts;
    for (int i = 0; i < 100; i++) in[i] = i;
    for (int i = 0; i < 4; i++) ts.emplace_back(run);
    for (auto &t : ts) t.join();
    for (int v : out) sum += v;
    printf("%ld\n", sum);  // midas: output deterministic
}
