// midas-flags: -std=c++17 -pthread
#include <cstdio>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

static std::mutex guard;
static std::set<int> seen;                 // midas: superficial
static std::map<std::string, int> counts;  // midas: superficial

static void worker(int id) {
    for (int i = 0; i < 100; i++) {
        std::lock_guard<std::mutex> hold(guard);
        seen.insert(i * id % 17);                            // midas: no-race
        counts["key" + std::to_string(i % 5)] += id;         // midas: no-race
        counts["all"]++;                                     // midas: no-race
    }
}

int main() {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++) threads.emplace_back(worker, i);
    for (auto &thread : threads) thread.join();
    for (int value : seen) printf("%d\n", value);  // midas: output deterministic
    for (auto &[key, count] : counts) printf("%s %d\n", key.c_str(), count);  // midas: output deterministic
    return 0;
}
