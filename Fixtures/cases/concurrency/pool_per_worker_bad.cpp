// midas-flags: -std=c++17 -pthread
// Who takes which job is up to the schedule; what all jobs come to is not.
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>
static std::mutex m;
static std::condition_variable cv;
static std::queue<int> jobs;
static bool closed;
static long total;       // midas: superficial
static long per_worker[4];  // midas: contaminated
static int taken[4];     // midas: contaminated
static void worker(int id) {
    for (;;) {
        int v;
        {
            std::unique_lock<std::mutex> l(m);
            cv.wait(l, [] { return closed || !jobs.empty(); });
            if (jobs.empty()) return;
            v = jobs.front();
            jobs.pop();
        }
        per_worker[id] += v;
        taken[id]++;
        std::lock_guard<std::mutex> l(m);
        total += v;
    }
}
int main() {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++) threads.emplace_back(worker, i);
    for (int i = 0; i < 1000; i++) {
        std::lock_guard<std::mutex> l(m);
        jobs.push(i);
        cv.notify_one();
    }
    {
        std::lock_guard<std::mutex> l(m);
        closed = true;
    }
    cv.notify_all();
    for (auto &t : threads) t.join();
    printf("%ld\n", total);          // midas: output deterministic
    printf("%ld %d\n", per_worker[0], taken[0]);  // midas: output contaminated
}
