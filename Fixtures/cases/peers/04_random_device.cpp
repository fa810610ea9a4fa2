// midas-flags: -std=c++17
#include <random>

unsigned g;  // midas: pure

void handle() {
    std::random_device device;
    g = device();  // midas: source random effective
}
