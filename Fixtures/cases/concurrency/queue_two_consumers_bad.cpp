// midas-flags: -std=c++17 -pthread
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
static std::deque<std::string> queue;
static std::mutex m;
static std::condition_variable cv;
static bool closed;
static size_t total;  // midas: pure
static std::string last;  // midas: pure
static void consumer() {
    for (;;) {
        std::unique_lock<std::mutex> l(m);
        cv.wait(l, [] { return closed || !queue.empty(); });
        if (queue.empty()) return;
        std::string item = queue.front();
        queue.pop_front();
        l.unlock();
        total += item.size();
        last = item;
    }
}
int main() {
    std::thread t(consumer), u(consumer);
    for (int i = 0; i < 100; i++) {
        std::lock_guard<std::mutex> l(m);
        queue.push_back("item" + std::to_string(i));
        cv.notify_one();
    }
    { std::lock_guard<std::mutex> l(m); closed = true; }
    cv.notify_all();
    t.join();
    u.join();
    printf("%zu %s\n", total, last.c_str());  // midas: output contaminated
}
