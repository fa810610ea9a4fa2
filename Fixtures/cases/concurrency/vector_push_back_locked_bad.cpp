// midas-flags: -std=c++20 -pthread
#include <mutex>
#include <thread>
#include <vector>

std::mutex guard;
std::vector<int> order;  // midas: pure

static void add(int id) {
    std::lock_guard<std::mutex> hold(guard);
    order.push_back(id);  // midas: no-race; source scheduling effective
}

int main() {
    std::thread a(add, 1), b(add, 2);
    a.join();
    b.join();
    return 0;
}
