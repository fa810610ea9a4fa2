// midas-flags: -std=c++17 -pthread
#include <atomic>
#include <future>
#include <thread>

static std::atomic<bool> taken{false};
static int winner;  // midas: contaminated

static void compete(std::promise<int> *promise, int id) {
    if (!taken.exchange(true)) promise->set_value(id);  // midas: source scheduling effective
}

int main() {
    std::promise<int> promise;
    std::future<int> first = promise.get_future();
    std::thread a(compete, &promise, 1);
    std::thread b(compete, &promise, 2);
    winner = first.get();
    a.join();
    b.join();
    return 0;
}
