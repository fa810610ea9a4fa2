// midas-flags: -std=c++17 -pthread
#include <cstdio>
#include <future>
#include <mutex>
#include <vector>

static std::mutex guard;
static std::vector<long> parts;  // midas: pure

static void part(int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) sum += i * i;
    std::lock_guard<std::mutex> hold(guard);
    parts.push_back(sum);  // midas: source scheduling effective; no-race
}

int main() {
    std::vector<std::future<void>> futures;
    for (int i = 0; i < 8; i++)
        futures.push_back(std::async(std::launch::async, part, i * 100, (i + 1) * 100));
    for (auto &future : futures) future.get();
    for (long value : parts) printf("%ld\n", value);  // midas: output contaminated
    return 0;
}
