// midas-flags: -std=c++17 -pthread
// What promises, tasks and asynchronous calls hand over is what was given to them.
#include <ctime>
#include <future>
#include <thread>

static long promised;   // midas: pure
static long packaged;   // midas: pure
static long returned;   // midas: pure
static long fixed;      // midas: deterministic

static void give(std::promise<long> *promise) {
    promise->set_value(time(nullptr));  // midas: source clock effective
}

static long later(int n) {
    return time(nullptr) + n;  // midas: source clock effective
}

int main() {
    std::promise<long> promise;
    std::future<long> first = promise.get_future();
    std::thread giver(give, &promise);
    promised = first.get();
    giver.join();
    std::packaged_task<long(int)> task([](int n) {
        return time(nullptr) - n;  // midas: source clock effective
    });
    std::future<long> second = task.get_future();
    std::thread runner(std::move(task), 3);
    packaged = second.get();
    runner.join();
    returned = std::async(std::launch::async, later, 3).get();
    fixed = std::async(std::launch::async, [] { return 42L; }).get();
    return 0;
}
