// midas-flags: -std=c++17
#include <cstdlib>
#include <ctime>
#include <map>
#include <string>
#include <vector>

struct Session {
    std::string user;   // midas: deterministic
    long created;       // midas: pure
    int hits;           // midas: deterministic
};

class Store {
    std::map<std::string, Session> sessions_;
    long lastSweep_ = 0;  // midas: pure
    int sweeps_ = 0;      // midas: deterministic

public:
    void touch(const std::string &user) {
        auto it = sessions_.find(user);
        if (it == sessions_.end()) {
            Session s;
            s.user = user;
            s.created = std::time(nullptr);  // midas: source clock effective
            s.hits = 0;
            sessions_[user] = s;
        } else {
            it->second.hits++;
        }
    }
    void sweep() {
        lastSweep_ = std::time(nullptr);  // midas: source clock effective
        sweeps_++;
    }
};

static Store store;

void onTouch(const char *user) { store.touch(user); }
void onSweep() { store.sweep(); }
