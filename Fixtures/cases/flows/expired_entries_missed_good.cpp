// Requests carry their own time.
#include <iostream>
#include <map>
#include <string>

static std::map<std::string, long> seen;  // midas: deterministic
static unsigned misses;                   // midas: deterministic

int main() {
    std::string user;
    long now;
    while (std::cin >> user >> now) {
        auto it = seen.find(user);
        if (it == seen.end()) {
            ++misses;
            seen.emplace(user, now);
        } else if (now - it->second > 10) {
            seen.erase(it);
        }
    }
}
