// midas-flags: -std=c++17 -pthread
// A ring whose ends give up at once; how often it gave up shows, and so does when the
// other thread stops looking.
#include <array>
#include <atomic>
#include <cstdio>
#include <thread>
template <typename T, std::size_t N> class Ring {
    std::array<T, N> slots_{};
    std::atomic<std::size_t> head_{0};
    std::atomic<std::size_t> tail_{0};
public:
    bool push(const T &v) {
        auto t = tail_.load(std::memory_order_relaxed);
        auto n = (t + 1) % N;
        if (n == head_.load(std::memory_order_acquire)) return false;
        slots_[t] = v;
        tail_.store(n, std::memory_order_release);
        return true;
    }
    bool pop(T &out) {
        auto h = head_.load(std::memory_order_relaxed);
        if (h == tail_.load(std::memory_order_acquire)) return false;
        out = slots_[h]; // midas: source scheduling effective
        head_.store((h + 1) % N, std::memory_order_release);
        return true;
    }
};
static Ring<int, 64> ring;
static long sum;         // midas: pure
static unsigned hash;    // midas: pure
static unsigned misses;  // midas: contaminated
static void produce() {
    for (int i = 0; i < 500; ++i) while (!ring.push(i)) std::this_thread::yield();
}
static void consume() {
    int v;
    for (int n = 0; n < 500;) {
        if (ring.pop(v)) {
            hash = hash * 31 + v;
            ++n;
        } else {
            ++misses;
        }
    }
    while (ring.pop(v)) sum += v;
}
int main() {
    std::thread p(produce), c(consume);
    c.join();
    std::printf("%ld %u %u\n", sum, hash, misses);  // midas: output contaminated
    p.detach();
}
