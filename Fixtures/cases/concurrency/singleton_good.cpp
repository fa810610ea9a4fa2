// midas-flags: -std=c++17 -pthread
#include <atomic>
#include <mutex>
#include <thread>

struct Table {
    int size = 16;   // midas: superficial
    int used = 3;
};

static std::atomic<Table *> instance{nullptr};
static std::mutex guard;
static int sizes[2];  // midas: superficial

static Table *table() {
    Table *known = instance.load(std::memory_order_acquire);
    if (known == nullptr) {
        std::lock_guard<std::mutex> hold(guard);
        known = instance.load(std::memory_order_relaxed);
        if (known == nullptr) {
            known = new Table();
            instance.store(known, std::memory_order_release);
        }
    }
    return known;
}

static Table &shared() {
    static Table one;
    return one;
}

int main() {
    std::thread a([] { sizes[0] = table()->size + shared().size; });  // midas: no-race
    std::thread b([] { sizes[1] = table()->size + shared().used; });  // midas: no-race
    a.join();
    b.join();
    return 0;
}
