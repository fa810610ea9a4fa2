// midas-flags: -std=c++20 -pthread
#include <thread>

int result;  // midas: contaminated

int main() {
    static int last;  // midas: pure
    auto write = [&](int n) { last = n; };  // midas: race; source scheduling effective
    std::thread a(write, 1);
    std::thread b(write, 2);
    a.join();
    b.join();
    result = last;
    return 0;
}
