// What a string member holds stays in it, and is first-hand through a temporary and a local record.
#include <ctime>
#include <iostream>
#include <map>
#include <string>

struct Session {
    unsigned requests = 0;  // midas: deterministic
    std::string token;      // midas: pure
    std::string user;       // midas: deterministic
};

static std::map<std::string, Session> sessions;
static Session last;
static std::string shown;  // midas: contaminated

int main() {
    std::string user;
    while (std::cin >> user) {
        Session session;
        session.user = user;
        session.token = std::to_string(time(nullptr));  // midas: source clock effective
        session.requests++;
        sessions[user] = session;
        shown = last.token;
        last = session;
    }
}
