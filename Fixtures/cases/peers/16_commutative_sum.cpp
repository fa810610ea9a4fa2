// midas-flags: -std=c++17
#include <unordered_map>

std::unordered_map<int, int> table;
int g;  // midas: deterministic

void handle() {
    int sum = 0;
    for (const auto &entry : table)  // midas: source ordering superficial
        sum += entry.second;
    g = sum;
}
