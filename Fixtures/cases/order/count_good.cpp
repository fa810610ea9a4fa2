// midas-flags: -std=c++17
#include <unordered_set>

std::unordered_set<int> values;
unsigned long size;  // midas: deterministic
int even;            // midas: deterministic

void handle() {
    size = values.size();  // midas: no-source
    int n = 0;
    for (int value : values)  // midas: source ordering superficial
        if (value % 2 == 0) n++;
    even = n;
}
