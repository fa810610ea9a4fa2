// midas-flags: -std=c++17 -pthread
// The textbook's parallel sum: a block and a result a thread.
#include <cstdio>
#include <numeric>
#include <thread>
#include <vector>

static std::vector<int> numbers;  // midas: deterministic
static long left, right;          // midas: left=deterministic, right=deterministic
static long total;                // midas: deterministic

static void sum(const int *first, const int *last, long &result) {
    long sum = 0;
    for (; first != last; ++first) sum += *first;
    result = sum;  // midas: no-race
}

int main() {
    for (int i = 0; i < 1000; i++) numbers.push_back(i % 13);
    std::vector<long> results(4);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++)
        threads.emplace_back(sum, numbers.data() + i * 250, numbers.data() + (i + 1) * 250,
                             std::ref(results[i]));
    for (auto &thread : threads) thread.join();
    std::thread a(sum, numbers.data(), numbers.data() + 500, std::ref(left));
    std::thread b(sum, numbers.data() + 500, numbers.data() + 1000, std::ref(right));
    a.join();
    b.join();
    total = std::accumulate(results.begin(), results.end(), 0L) + left + right;
    printf("%ld\n", total);  // midas: output deterministic
    return 0;
}
