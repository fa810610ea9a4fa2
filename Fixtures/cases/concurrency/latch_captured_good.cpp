// midas-flags: -std=c++20 -pthread
#include <latch>
#include <semaphore>
#include <thread>
#include <vector>

static int parts[3];   // midas: superficial
static int sum;        // midas: deterministic
static int message;    // midas: deterministic
static int received;   // midas: deterministic

int main() {
    std::latch done(3);
    std::binary_semaphore posted(0);
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; i++)
        threads.emplace_back([&done, i] {
            parts[i] = 10 * i;  // midas: no-race
            done.count_down();
        });
    std::jthread sender([&] {
        message = 5;  // midas: no-race
        posted.release();
    });
    done.wait();
    for (int i = 0; i < 3; i++) sum += parts[i];  // midas: no-race
    posted.acquire();
    received = message;  // midas: no-race
    return 0;
}
