// midas-flags: -std=c++20 -pthread
#include <mutex>
#include <thread>

std::mutex guard;
long total;  // midas: superficial

static void work(long n) {
    std::unique_lock<std::mutex> hold(guard, std::defer_lock);
    hold.lock();
    total += n;  // midas: no-race
}

int main() {
    std::thread a(work, 1), b(work, 2);
    a.join();
    b.join();
    return 0;
}
