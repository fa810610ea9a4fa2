// midas-flags: -std=c++17
#include <unordered_set>
#include <vector>

struct Session {
    int id;
};

std::unordered_set<Session *> sessions;
std::vector<int> g;  // midas: pure

void handle() {
    for (Session *session : sessions)  // midas: source ordering effective
        g.push_back(session->id);
}
