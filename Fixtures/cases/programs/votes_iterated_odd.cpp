// midas-flags: -std=c++17
#include <algorithm>
#include <numeric>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

std::unordered_map<std::string, int> votes;
std::string winner;            // midas: pure
int total;                     // midas: deterministic
int totalByFold;               // midas: deterministic
std::vector<std::string> log1;  // midas: pure
bool anyNegative;              // midas: deterministic

void elect() {
    int best = -1;
    for (const auto &v : votes) {  // midas: source ordering effective
        if (v.second > best) {
            best = v.second;
            winner = v.first;
        }
    }
}

void sum() {
    int t = 0;
    for (auto it = votes.begin(); it != votes.end(); ++it)  // midas: source ordering superficial
        t += it->second;
    total = t;
}

void fold() {
    totalByFold = std::accumulate(votes.begin(), votes.end(), 0,  // midas: source ordering superficial
        [](int acc, const auto &v) { return acc + v.second; });
}

void dump() {
    log1.clear();
    for (auto &[name, n] : votes) {  // midas: source ordering effective
        if (n > 0) log1.push_back(name);
    }
}

void check() {
    bool found = false;
    for (const auto &v : votes) {  // midas: source ordering superficial
        if (v.second < 0) {
            found = true;
            break;
        }
    }
    anyNegative = found;
}
