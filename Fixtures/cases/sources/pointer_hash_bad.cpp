// midas-flags: -std=c++17 -pthread
#include <functional>

static int object;
long g;  // midas: pure

void handle() {
    g = std::hash<int *>()(&object);  // midas: source address effective
}
