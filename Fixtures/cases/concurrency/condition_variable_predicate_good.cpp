// midas-flags: -std=c++20 -pthread
#include <condition_variable>
#include <mutex>
#include <thread>

static std::mutex guard;
static std::condition_variable changed;
static bool ready;
static int data;  // midas: deterministic
static int copy;  // midas: deterministic

static void produce() {
    data = 42;  // midas: no-race; no-source
    {
        std::lock_guard<std::mutex> hold(guard);
        ready = true;  // midas: no-race
    }
    changed.notify_one();
}

static void consume() {
    std::unique_lock<std::mutex> hold(guard);
    changed.wait(hold, [] { return ready; });  // midas: no-race; no-source
    copy = data;                               // midas: no-race; no-source
}

int main() {
    std::thread a(produce), b(consume);
    a.join();
    b.join();
    return 0;
}
