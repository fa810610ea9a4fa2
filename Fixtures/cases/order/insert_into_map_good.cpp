// midas-flags: -std=c++17
#include <map>
#include <string>
#include <unordered_map>

std::unordered_map<std::string, int> source;
std::map<std::string, int> sorted;  // midas: superficial

void handle() {
    sorted.clear();
    for (const auto &entry : source)  // midas: source ordering superficial
        sorted[entry.first] = entry.second;
}
