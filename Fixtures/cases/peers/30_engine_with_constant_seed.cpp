// midas-flags: -std=c++17
#include <random>

unsigned g;  // midas: deterministic

void handle() {
    std::mt19937 engine(42);
    g = engine();  // midas: no-source
}
