// midas-flags: -std=c++17
#include <unordered_map>
#include <vector>

std::unordered_map<int, int> table;
std::vector<int> g;  // midas: pure

void handle() {
    for (const auto &entry : table)  // midas: source ordering effective
        g.push_back(entry.first);
}
