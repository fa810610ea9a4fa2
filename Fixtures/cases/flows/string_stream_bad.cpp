// midas-flags: -std=c++17
#include <ctime>
#include <sstream>
#include <string>

std::string line;  // midas: pure

void handle() {
    std::ostringstream out;
    out << "at " << std::time(nullptr);  // midas: source clock effective
    line = out.str();
}
