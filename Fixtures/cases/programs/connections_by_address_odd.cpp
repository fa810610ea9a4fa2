// midas-gap: line 34, expected pure, found deterministic
// midas-flags: -std=c++17
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>
#include <cstdlib>
#include <ctime>

struct Conn { int fd; std::string name; };

std::set<Conn *> conns;
std::vector<std::string> roster;   // midas: pure
std::map<std::string, int> index_; // midas: superficial
int next_id;
std::map<std::string, int> ids;    // midas: pure

void list() {
    roster.clear();
    for (auto *c : conns) roster.push_back(c->name);  // midas: source ordering effective
}

void reindex() {
    index_.clear();
    for (Conn *c : conns) index_[c->name] = c->fd;  // midas: source ordering superficial
}

void number() {
    next_id = 0;
    for (Conn *c : conns) ids[c->name] = next_id++;  // midas: source ordering effective
}

std::optional<long> lastSeen;  // midas: pure
void see() { lastSeen = std::time(nullptr); }  // midas: source clock effective

std::function<int()> policy;
int decided;   // midas: pure
void setPolicy() { policy = [] { return std::rand(); }; }  // midas: source random effective
void decide() { decided = policy(); }
