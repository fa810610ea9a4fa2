// midas-flags: -std=c++17 -pthread
// As emplaced_threads_bad.cpp, under a lock and with updates that commute.
#include <mutex>
#include <thread>
#include <vector>

static std::mutex mutex;
static int last;   // midas: superficial
static int after;  // midas: deterministic

static void work(int number) {
    std::lock_guard<std::mutex> guard(mutex);
    last += number;  // midas: no-race
}

int main() {
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; number++) threads.emplace_back(work, number);
    for (auto& thread : threads) thread.join();
    after = 1;
}
