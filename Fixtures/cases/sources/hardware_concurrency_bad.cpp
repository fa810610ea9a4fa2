// midas-flags: -std=c++17 -pthread
#include <thread>

long g;  // midas: pure

void handle() {
    g = std::thread::hardware_concurrency();  // midas: source environment effective
}
