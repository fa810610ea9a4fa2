// midas-flags: -std=c++20 -pthread
#include <mutex>
#include <thread>

static std::mutex guard;
static long total;  // midas: superficial

static void add(long n) {
    std::lock_guard hold(guard);
    total += n;  // midas: no-race
}

int main() {
    std::jthread a(add, 1);
    std::jthread b(add, 2);
    return 0;
}
