// midas-flags: -std=c++20 -pthread
#include <shared_mutex>
#include <thread>

std::shared_mutex guard;
long total;  // midas: pure

static void work(long n) {
    std::shared_lock<std::shared_mutex> hold(guard);
    total += n;  // midas: race; source scheduling effective
}

int main() {
    std::thread a(work, 1), b(work, 2);
    a.join();
    b.join();
    return 0;
}
