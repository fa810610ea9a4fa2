// midas-flags: -std=c++17
#include <unordered_map>

std::unordered_map<int, int> table;
int last;  // midas: pure

void handle() {
    for (const auto &entry : table)  // midas: source ordering effective
        last = entry.first;
}
