// midas-flags: -std=c++17
#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

std::unordered_map<std::string, int> table;
std::vector<std::string> unsorted;  // midas: pure
std::vector<std::string> sorted;    // midas: superficial

void dump() {
    unsorted.clear();
    for (auto &entry : table)  // midas: source ordering effective
        unsorted.push_back(entry.first);
    sorted.clear();
    for (auto &entry : table)  // midas: source ordering superficial
        sorted.push_back(entry.first);
    std::sort(sorted.begin(), sorted.end());
}
