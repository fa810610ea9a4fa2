// midas-flags: -std=c++17
#include <algorithm>
#include <unordered_map>
#include <vector>

std::unordered_map<int, int> table;
int g;  // midas: deterministic

void handle() {
    std::vector<int> keys;
    for (const auto &entry : table)  // midas: source ordering superficial
        keys.push_back(entry.first);
    std::sort(keys.begin(), keys.end());
    if (!keys.empty()) g = keys[0];
}
