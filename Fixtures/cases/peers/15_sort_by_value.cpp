// midas-flags: -std=c++17
#include <algorithm>
#include <vector>

struct Session {
    int id;
};

std::vector<Session *> sessions;
int g;  // midas: deterministic

void handle() {
    std::vector<Session *> order = sessions;
    std::sort(order.begin(), order.end(),  // midas: no-source
              [](const Session *a, const Session *b) { return a->id < b->id; });
    if (!order.empty()) g = order.front()->id;
}
