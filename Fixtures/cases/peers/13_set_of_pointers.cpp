// midas-flags: -std=c++17
#include <set>

struct Session {
    int id;
};

std::set<Session *> sessions;
int g;  // midas: pure

void handle() {
    int n = 0;
    for (Session *session : sessions)  // midas: source ordering effective
        n = n * 31 + session->id;
    g = n;
}
