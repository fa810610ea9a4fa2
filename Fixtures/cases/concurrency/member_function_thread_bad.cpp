// midas-flags: -std=c++20 -pthread
#include <thread>

class Counter {
public:
    void run() {
        for (int i = 0; i < 100; i++) value_++;  // midas: race; source scheduling effective
    }

private:
    int value_ = 0;  // midas: pure
};

static Counter counter;

int main() {
    std::thread first(&Counter::run, &counter);
    std::thread second(&Counter::run, &counter);
    first.join();
    second.join();
    return 0;
}
