// midas-flags: -std=c++20 -pthread
#include <future>
#include <mutex>

std::mutex guard;
int digest;  // midas: pure

static void work(int n) {
    std::lock_guard<std::mutex> hold(guard);
    digest = digest * 31 + n;  // midas: no-race; source scheduling effective
}

int main() {
    auto a = std::async(std::launch::async, work, 3);
    auto b = std::async(std::launch::async, work, 4);
    a.wait();
    b.wait();
    return 0;
}
