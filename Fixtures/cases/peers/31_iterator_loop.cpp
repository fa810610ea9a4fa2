// midas-flags: -std=c++17
#include <unordered_set>
#include <vector>

struct Session {
    int id;
};

std::unordered_set<Session *> sessions;
std::vector<int> g;  // midas: pure

void handle() {
    for (auto it = sessions.begin(); it != sessions.end(); ++it)  // midas: source ordering effective
        g.push_back((*it)->id);
}
