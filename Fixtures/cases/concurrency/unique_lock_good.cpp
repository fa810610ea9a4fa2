// midas-flags: -std=c++17 -pthread
#include <mutex>
#include <thread>

std::mutex guard;
int total;  // midas: superficial

static void work() {
    std::unique_lock<std::mutex> hold(guard);
    total += 1;  // midas: no-race
    hold.unlock();
}

int main() {
    std::thread a(work), b(work);
    a.join();
    b.join();
    return 0;
}
