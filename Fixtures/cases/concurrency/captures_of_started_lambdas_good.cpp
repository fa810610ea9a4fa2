// midas-flags: -std=c++17 -pthread
// What a lambda captures by value is copied into its thread: the loop that starts threads writes
// nothing that they read.
#include <mutex>
#include <thread>
#include <vector>

static std::mutex mutex;
static int total;  // midas: superficial

int main() {
    std::vector<std::thread> threads;
    for (int index = 0; index < 4; index++) {
        threads.push_back(std::thread([index] {  // midas: no-source
            std::lock_guard<std::mutex> guard(mutex);
            total += index;  // midas: no-race; no-source
        }));
    }
    for (auto& thread : threads) thread.join();
}
