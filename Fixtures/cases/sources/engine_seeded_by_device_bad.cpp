// midas-flags: -std=c++17
#include <random>

int g;  // midas: pure

void handle() {
    std::random_device device;
    std::mt19937 engine(device());  // midas: source random effective
    std::uniform_int_distribution<int> die(1, 6);
    g = die(engine);
}
