// midas-flags: -std=c++17 -pthread
// As captures_of_started_lambdas_good.cpp, but the index is captured by reference.
#include <thread>
#include <vector>

static int counts[4];  // midas: pure

int main() {
    std::vector<std::thread> threads;
    int index = 0;
    for (index = 0; index < 4; index++) {
        threads.push_back(std::thread([&index] {
            counts[index % 4] = index;  // midas: race
        }));
    }
    for (auto& thread : threads) thread.join();
}
