// midas-flags: -std=c++20 -pthread
#include <mutex>
#include <thread>

class Counter {
public:
    void run() {
        for (int i = 0; i < 100; i++) {
            std::lock_guard<std::mutex> hold(lock_);
            value_++;  // midas: no-race
        }
    }

private:
    std::mutex lock_;
    int value_ = 0;  // midas: superficial
};

static Counter counter;

int main() {
    std::thread first(&Counter::run, &counter);
    std::thread second(&Counter::run, &counter);
    first.join();
    second.join();
    return 0;
}
