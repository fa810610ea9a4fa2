// midas-flags: -std=c++17
#include <map>
#include <vector>

std::map<int, int> table;
std::vector<int> out;  // midas: deterministic

void handle() {
    for (const auto &entry : table)  // midas: no-source
        out.push_back(entry.first);
}
