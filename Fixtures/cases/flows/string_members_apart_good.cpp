// The token comes from a count instead of a clock.
#include <iostream>
#include <map>
#include <string>

struct Session {
    unsigned requests = 0;  // midas: deterministic
    std::string token;      // midas: deterministic
    std::string user;       // midas: deterministic
};

static std::map<std::string, Session> sessions;
static unsigned count;  // midas: deterministic

int main() {
    std::string user;
    while (std::cin >> user) {
        Session session;
        session.user = user;
        session.token = std::to_string(++count);  // midas: no-source
        sessions[user] = session;
    }
}
