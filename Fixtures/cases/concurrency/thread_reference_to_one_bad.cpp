// midas-flags: -std=c++20 -pthread
#include <functional>
#include <thread>

int shared;  // midas: pure

static void fill(int &out, int n) { out = n * n; }  // midas: race; source scheduling effective

int main() {
    std::thread first(fill, std::ref(shared), 3);
    std::thread second(fill, std::ref(shared), 4);
    first.join();
    second.join();
    return 0;
}
