// midas-flags: -std=c++17
#include <random>

int g;  // midas: deterministic

void handle() {
    std::mt19937 engine;
    std::uniform_int_distribution<int> die(1, 6);
    g = die(engine);  // midas: no-source
}
