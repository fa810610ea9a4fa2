// midas-flags: -std=c++17
#include <ctime>
#include <string>

std::string line;  // midas: pure

void handle() {
    line = "at ";
    line += std::to_string(std::time(nullptr));  // midas: source clock effective
}
