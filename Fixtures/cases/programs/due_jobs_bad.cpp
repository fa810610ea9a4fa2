// midas-flags: -std=c++17
#include <cstdlib>
#include <ctime>
#include <deque>
#include <queue>
#include <string>
#include <utility>
#include <vector>

struct Job { int id; long due; };  // midas: id=deterministic, due=pure
std::deque<Job> pending;
std::vector<int> finished;      // midas: contaminated
int processed;                  // midas: contaminated

void submit(int id) { pending.push_back(Job{id, std::time(nullptr) + 10}); }  // midas: source clock effective

void run() {
    long now = std::time(nullptr);  // midas: source clock effective
    while (!pending.empty() && pending.front().due <= now) {
        finished.push_back(pending.front().id);
        pending.pop_front();
        processed++;
    }
}

std::vector<long> a;   // midas: deterministic
std::vector<long> b;   // midas: superficial
void scratch() {
    std::vector<long> tmp;
    tmp.push_back(std::time(nullptr));  // midas: source clock superficial
    b = tmp;
    b.clear();
    a.push_back(1);
}
