// midas-flags: -std=c++17 -pthread
// The members are reached through a pointer that is read anew for every access.
#include <cstdio>
#include <mutex>
#include <thread>
#include <vector>

class Statistics {
    std::mutex mutex_;
    long count_ = 0;    // midas: superficial
    long most_ = 0;     // midas: superficial
    long least_ = 1000; // midas: superficial
    long last_ = 0;     // midas: pure

public:
    void note(long value) {
        std::lock_guard<std::mutex> guard(mutex_);
        count_ = count_ + 1;  // midas: no-race
        if (value > most_) most_ = value;
        if (value < least_) least_ = value;
        last_ = value;  // midas: source scheduling effective
    }
    void print() const {
        std::printf("%ld %ld %ld\n", count_, most_, least_);  // midas: output deterministic
        std::printf("%ld\n", last_);                          // midas: output contaminated
    }
};

static Statistics statistics;

int main() {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([i] {
            for (long n = 0; n < 100; ++n) statistics.note(n * (i + 1));
        });
    for (auto &thread : threads) thread.join();
    statistics.print();
}
