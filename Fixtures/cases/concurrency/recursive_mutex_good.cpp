// midas-flags: -std=c++20 -pthread
#include <mutex>
#include <thread>

static std::recursive_mutex guard;
static long total;  // midas: superficial

static void add(long n) {
    std::lock_guard<std::recursive_mutex> hold(guard);
    total += n;  // midas: no-race
}

static void addTwice(long n) {
    std::lock_guard<std::recursive_mutex> hold(guard);
    add(n);
    total += n;  // midas: no-race
}

int main() {
    std::thread a(addTwice, 1), b(addTwice, 2);
    a.join();
    b.join();
    return 0;
}
