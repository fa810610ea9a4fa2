// midas-flags: -std=c++17 -pthread
#include <cstdio>
#include <future>
#include <vector>

static long digest;          // midas: deterministic
static std::vector<long> parts;  // midas: deterministic

static long part(int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) sum += i * i;
    return sum;
}

int main() {
    std::vector<std::future<long>> futures;
    for (int i = 0; i < 8; i++)
        futures.push_back(std::async(std::launch::async, part, i * 100, (i + 1) * 100));
    for (auto &future : futures) {
        long value = future.get();
        parts.push_back(value);
        digest = digest * 31 + value;
    }
    printf("%ld\n", digest);  // midas: output deterministic
    return 0;
}
