// midas-flags: -std=c++20 -pthread
#include <thread>
#include <vector>

std::vector<int> order;  // midas: pure

static void add(int id) { order.push_back(id); }  // midas: race; source scheduling effective

int main() {
    std::thread a(add, 1), b(add, 2);
    a.join();
    b.join();
    return 0;
}
