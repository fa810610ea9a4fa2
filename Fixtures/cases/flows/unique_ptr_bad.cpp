// midas-flags: -std=c++17
#include <ctime>
#include <memory>

struct Session {
    long since;  // midas: pure
    int id;      // midas: deterministic
};

std::unique_ptr<Session> session;

void handle(int id) {
    session = std::make_unique<Session>();
    session->since = std::time(nullptr);  // midas: source clock effective
    session->id = id;
}
