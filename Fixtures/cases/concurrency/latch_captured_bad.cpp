// midas-flags: -std=c++20 -pthread
#include <latch>
#include <thread>
#include <vector>

static int parts[3];
static int sum;  // midas: pure

int main() {
    std::latch started(3);
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; i++)
        threads.emplace_back([&started, i] {
            started.count_down();
            parts[i] = 10 * i;  // midas: race
        });
    started.wait();
    for (int i = 0; i < 3; i++) sum += parts[i];  // midas: race; source scheduling effective
    return 0;
}
