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
static std::map<std::string, int> owners;  // midas: pure
static int fresh[4];                       // midas: contaminated

static void worker(int id) {
    for (int i = 0; i < 100; i++) {
        std::lock_guard<std::mutex> hold(guard);
        if (seen.insert(i * id % 17).second) fresh[id]++;  // midas: no-race; source scheduling effective
        owners["key" + std::to_string(i % 5)] = id;        // midas: no-race; source scheduling effective
    }
}

int main() {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++) threads.emplace_back(worker, i);
    for (auto &thread : threads) thread.join();
    for (auto &[key, id] : owners) printf("%s %d\n", key.c_str(), id);  // midas: output contaminated
    return 0;
}
