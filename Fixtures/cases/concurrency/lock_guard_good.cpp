// midas-flags: -std=c++17 -pthread
#include <mutex>
#include <thread>

std::mutex guard;
int total;  // midas: superficial

static void work() {
    std::lock_guard<std::mutex> hold(guard);
    total += 1;  // midas: no-race
}

int main() {
    std::thread a(work), b(work);
    a.join();
    b.join();
    return 0;
}
