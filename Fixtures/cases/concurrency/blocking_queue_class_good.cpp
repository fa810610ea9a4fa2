// midas-flags: -std=c++17 -pthread
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <optional>
#include <queue>
#include <thread>

template <typename T>
class BlockingQueue {
public:
    void push(T value) {
        std::lock_guard<std::mutex> hold(guard);
        items.push(std::move(value));
        ready.notify_one();
    }
    bool pop(T &value) {
        std::unique_lock<std::mutex> hold(guard);
        ready.wait(hold, [this] { return closed || !items.empty(); });
        if (items.empty()) return false;
        value = std::move(items.front());
        items.pop();
        return true;
    }
    void close() {
        std::lock_guard<std::mutex> hold(guard);
        closed = true;
        ready.notify_all();
    }

private:
    std::queue<T> items;
    std::mutex guard;
    std::condition_variable ready;
    bool closed = false;
};

static BlockingQueue<int> numbers;
static long digest;  // midas: deterministic

int main() {
    std::thread consumer([] {
        int value;
        while (numbers.pop(value)) digest = digest * 31 + value;
    });
    for (int i = 0; i < 100; i++) numbers.push(i);
    numbers.close();
    consumer.join();
    printf("%ld\n", digest);  // midas: output deterministic
    return 0;
}
