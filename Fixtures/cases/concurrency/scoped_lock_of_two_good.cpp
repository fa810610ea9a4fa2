// midas-flags: -std=c++17 -pthread
#include <mutex>
#include <thread>

std::mutex red, blue;
int total;  // midas: superficial

static void work() {
    std::scoped_lock hold(red, blue);
    total += 1;  // midas: no-race
}

int main() {
    std::thread a(work), b(work);
    a.join();
    b.join();
    return 0;
}
