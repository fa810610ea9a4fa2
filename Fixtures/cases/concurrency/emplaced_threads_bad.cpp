// midas-flags: -std=c++17 -pthread
// A thread that a vector constructs in place begins to run like any other.
#include <thread>
#include <vector>

static int last;   // midas: pure
static int after;  // midas: deterministic

static void work(int number) { last = number; }  // midas: race

int main() {
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; number++) threads.emplace_back(work, number);
    for (auto& thread : threads) thread.join();
    after = 1;
}
