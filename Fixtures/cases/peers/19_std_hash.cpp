// midas-flags: -std=c++17
#include <functional>
#include <string>

unsigned long g;  // midas: pure

void handle(const std::string &name) {
    g = std::hash<std::string>()(name);  // midas: source build effective
}
