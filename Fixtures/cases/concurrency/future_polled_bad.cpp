// midas-flags: -std=c++17 -pthread
// Whether a future is ready yet depends on the schedule; what it gives in the end does not.
#include <chrono>
#include <cstdio>
#include <future>
#include <vector>

static int first_ready = -1;  // midas: contaminated
static int polls;             // midas: contaminated
static long sum;              // midas: deterministic

static long square(long n) { return n * n; }

int main() {
    std::vector<std::future<long>> results;
    for (long n = 0; n < 4; ++n)
        results.push_back(std::async(std::launch::async, square, n));
    for (int i = 0; i < 4; ++i) {
        if (results[i].wait_for(std::chrono::milliseconds(1)) == std::future_status::ready) {  // midas: source scheduling effective
            first_ready = i;
            break;
        }
    }
    std::shared_future<int> last = std::async(std::launch::async, [] { return 7; }).share();
    while (last.wait_for(std::chrono::seconds(0)) != std::future_status::ready) ++polls;
    for (auto &result : results) sum = sum * 7 + result.get();
    std::printf("%ld\n", sum);          // midas: output deterministic
    std::printf("%d\n", first_ready);  // midas: output contaminated
}
