// midas-flags: -std=c++20 -pthread
#include <mutex>
#include <thread>

std::mutex guard;
long total;  // midas: superficial
long after;  // midas: pure

static void work(long n) {
    std::unique_lock<std::mutex> hold(guard);
    total += n;  // midas: no-race
    hold.unlock();
    after = n;  // midas: race; source scheduling effective
}

int main() {
    std::thread a(work, 1), b(work, 2);
    a.join();
    b.join();
    return 0;
}
