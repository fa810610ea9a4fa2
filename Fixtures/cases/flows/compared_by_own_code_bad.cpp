// midas-flags: -std=c++20
// Comparisons and hashes that a container is given run inside the library.
#include <cstdio>
#include <ctime>
#include <map>
#include <queue>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

static time_t bySet;        // midas: pure
static time_t byMap;        // midas: pure
static time_t byQueue;      // midas: pure
static time_t byHash;       // midas: pure
static time_t byFunction;   // midas: pure
static long compared;       // midas: deterministic

struct InSet {
    bool operator()(int a, int b) const {
        bySet = time(nullptr);  // midas: source clock effective
        return a < b;
    }
};
struct InMap {
    bool operator()(const std::string &a, const std::string &b) const {
        byMap = time(nullptr);  // midas: source clock effective
        return a < b;
    }
};
struct InQueue {
    bool operator()(int a, int b) const {
        byQueue = time(nullptr);  // midas: source clock effective
        return a < b;
    }
};
struct Hash {
    size_t operator()(int x) const {
        byHash = time(nullptr);  // midas: source clock effective
        return static_cast<size_t>(x) * 31;
    }
};
struct Counted {
    bool operator()(int a, int b) const {
        compared = 1;
        return a < b;
    }
};
static bool less(int a, int b) {
    byFunction = time(nullptr);  // midas: source clock effective
    return a < b;
}

static std::set<int, InSet> numbers;
static std::map<std::string, int, InMap> names;
static std::priority_queue<int, std::vector<int>, InQueue> queue;
static std::unordered_map<int, int, Hash> table;
static std::set<int, Counted> counted;
static std::set<int, bool (*)(int, int)> given(less);

int main() {
    int c;
    while ((c = getchar()) != EOF) {
        numbers.insert(c);
        names[std::string(1, static_cast<char>(c))]++;
        queue.push(c);
        table[c] = c;
        counted.insert(c);
        given.insert(c);
    }
}
