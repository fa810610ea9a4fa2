// midas-flags: -std=c++17
#include <ctime>
#include <map>
#include <string>

std::map<std::string, long> seen;  // midas: pure
std::map<std::string, int> sizes;  // midas: deterministic

void handle(const std::string &key) {
    seen[key] = std::time(nullptr);  // midas: source clock effective
    sizes[key] = (int)key.size();
}
