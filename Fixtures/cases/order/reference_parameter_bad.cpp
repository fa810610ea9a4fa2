// midas-flags: -std=c++17
#include <unordered_set>
#include <vector>

std::vector<int> out;  // midas: pure
std::unordered_set<int> ids;

static void dump(const std::unordered_set<int> &from) {
    for (int id : from)  // midas: source ordering effective
        out.push_back(id);
}

void handle() { dump(ids); }
