// midas-flags: -std=c++17
#include <unordered_set>

std::unordered_set<int> values;
int highest;  // midas: deterministic

void handle() {
    int best = -1;
    for (int value : values)  // midas: source ordering superficial
        if (value > best) best = value;
    highest = best;
}
