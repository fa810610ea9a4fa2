// midas-flags: -std=c++17
#include <map>
#include <vector>

struct Session {
    int id;
};

std::map<Session *, int> scores;
std::vector<int> g;  // midas: pure

void handle() {
    for (const auto &entry : scores)  // midas: source ordering effective
        g.push_back(entry.second);
}
