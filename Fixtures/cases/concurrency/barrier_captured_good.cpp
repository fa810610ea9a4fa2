// midas-flags: -std=c++20 -pthread
#include <barrier>
#include <cstdio>
#include <thread>
#include <vector>

static long first[4];   // midas: superficial
static long second[4];  // midas: superficial

int main() {
    std::barrier sync(4);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++)
        threads.emplace_back([&sync, i] {
            first[i] = i * i;                        // midas: no-race
            sync.arrive_and_wait();
            second[i] = first[i] + first[(i + 1) % 4];  // midas: no-race
        });
    for (auto &thread : threads) thread.join();
    for (int i = 0; i < 4; i++) printf("%ld\n", second[i]);  // midas: output deterministic
    return 0;
}
