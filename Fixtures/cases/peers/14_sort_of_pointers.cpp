// midas-flags: -std=c++17
#include <algorithm>
#include <vector>

struct Session {
    int id;
};

std::vector<Session *> sessions;
int g;  // midas: pure

void handle() {
    std::vector<Session *> order = sessions;
    std::sort(order.begin(), order.end());  // midas: source address effective
    if (!order.empty()) g = order.front()->id;
}
