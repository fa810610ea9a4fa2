// midas-flags: -std=c++17
#include <ctime>
#include <vector>

std::vector<long> stamps;  // midas: pure
unsigned long count;       // midas: deterministic
long last;                 // midas: contaminated

void handle() {
    stamps.push_back(std::time(nullptr));  // midas: source clock effective
    count = stamps.size();
    last = stamps.back();
}
