// midas-flags: -std=c++17 -pthread
// What each worker has summed up depends on the schedule: the sum of the sums does not, that of squares does.
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>
static std::mutex m;
static std::queue<int> jobs;
static long total;       // midas: superficial
static long squares;     // midas: pure
static void worker() {
    long mine = 0;
    for (;;) {
        int v;
        {
            std::unique_lock<std::mutex> l(m);
            if (jobs.empty()) break;
            v = jobs.front();
            jobs.pop();
        }
        mine += v;
    }
    std::lock_guard<std::mutex> l(m);
    total += mine;
    squares += mine * mine;
}
int main() {
    for (int i = 0; i < 1000; i++) jobs.push(i);
    std::thread a(worker), b(worker);
    a.join();
    b.join();
    printf("%ld\n", total);          // midas: output deterministic
    printf("%ld\n", squares);  // midas: output contaminated
}
