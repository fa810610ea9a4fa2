// midas-flags: -std=c++20 -pthread
#include <cstdio>
#include <thread>
#include <vector>

static long first[4];   // midas: superficial
static long second[4];  // midas: pure

int main() {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++)
        threads.emplace_back([i] {
            first[i] = i * i;  // midas: race
            second[i] = first[i] + first[(i + 1) % 4];  // midas: race; source scheduling effective
        });
    for (auto &thread : threads) thread.join();
    for (int i = 0; i < 4; i++) printf("%ld\n", second[i]);  // midas: output contaminated
    return 0;
}
