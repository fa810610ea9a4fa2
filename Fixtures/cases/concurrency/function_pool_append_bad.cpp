// midas-flags: -std=c++17 -pthread
// A pool of std::function jobs: what they append shows who came first.
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

class Pool {
public:
    explicit Pool(int count) {
        for (int i = 0; i < count; i++) workers.emplace_back([this] { run(); });
    }
    ~Pool() {
        {
            std::lock_guard<std::mutex> hold(guard);
            closing = true;
        }
        ready.notify_all();
        for (auto &worker : workers) worker.join();
    }
    void submit(std::function<void()> job) {
        {
            std::lock_guard<std::mutex> hold(guard);
            jobs.push_back(std::move(job));
        }
        ready.notify_one();
    }

private:
    void run() {
        for (;;) {
            std::function<void()> job;
            {
                std::unique_lock<std::mutex> hold(guard);
                ready.wait(hold, [this] { return closing || !jobs.empty(); });
                if (jobs.empty()) return;
                job = std::move(jobs.front());
                jobs.pop_front();
            }
            job();
        }
    }
    std::mutex guard;
    std::condition_variable ready;
    std::deque<std::function<void()>> jobs;
    std::vector<std::thread> workers;
    bool closing = false;
};

static std::mutex results_guard;
static std::vector<long> results;  // midas: pure

int main() {
    {
        Pool pool(4);
        for (int i = 0; i < 100; i++)
            pool.submit([i] {
                std::lock_guard<std::mutex> hold(results_guard);
                results.push_back(i * i);  // midas: source scheduling effective; no-race
            });
    }
    for (long value : results) printf("%ld\n", value);  // midas: output contaminated
    return 0;
}
