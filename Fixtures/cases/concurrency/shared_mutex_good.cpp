// midas-flags: -std=c++20 -pthread
#include <mutex>
#include <shared_mutex>
#include <thread>

std::shared_mutex guard;
long total;  // midas: superficial

static void write(long n) {
    std::unique_lock<std::shared_mutex> hold(guard);
    total += n;  // midas: no-race
}

static bool isLarge() {
    std::shared_lock<std::shared_mutex> hold(guard);
    return total > 100;  // midas: no-race
}

static void work(long n) {
    write(n);
    (void)isLarge();
}

int main() {
    std::thread a(work, 1), b(work, 2);
    a.join();
    b.join();
    return 0;
}
