// An entry that a clock removes is missed later: what a look-up finds depends on what is in the map.
#include <ctime>
#include <iostream>
#include <map>
#include <string>

static std::map<std::string, long> seen;  // midas: contaminated
static unsigned misses;                   // midas: contaminated
static unsigned known;                    // midas: contaminated
static unsigned requests;                 // midas: deterministic

static bool touch(const std::string& user) {
    auto it = seen.find(user);
    if (it == seen.end()) {
        ++misses;
        return false;
    }
    if (time(nullptr) - it->second > 10) seen.erase(it);  // midas: source clock effective
    return true;
}

int main() {
    std::string user;
    while (std::cin >> user) {
        ++requests;
        touch(user);
        if (seen.count(user) != 0) ++known;
        seen.emplace(user, 0);
    }
}
