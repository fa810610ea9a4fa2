// midas-flags: -std=c++17 -pthread
#include <thread>

int last;  // midas: pure

int main() {
    std::thread a([] { last = 1; });  // midas: source scheduling effective
    std::thread b([] { last = 2; });  // midas: source scheduling effective
    a.join();
    b.join();
    return 0;
}
