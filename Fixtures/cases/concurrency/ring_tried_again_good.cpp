// midas-flags: -std=c++17 -pthread
// A ring whose ends give up at once; both sides do nothing then but try again.
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
        slots_[t] = v; // midas: no-race
        tail_.store(n, std::memory_order_release);
        return true;
    }
    bool pop(T &out) {
        auto h = head_.load(std::memory_order_relaxed);
        if (h == tail_.load(std::memory_order_acquire)) return false;
        out = slots_[h]; // midas: no-race
        head_.store((h + 1) % N, std::memory_order_release);
        return true;
    }
};
static Ring<int, 64> ring;
static long sum; // midas: deterministic
static unsigned hash; // midas: deterministic
static void produce() {
    for (int i = 0; i < 1000; ++i) while (!ring.push(i)) std::this_thread::yield();
}
static void consume() {
    int v;
    for (int n = 0; n < 1000;) if (ring.pop(v)) { sum += v; hash = hash * 31 + v; ++n; } else std::this_thread::yield(); // midas: no-race
}
int main() {
    std::thread p(produce), c(consume);
    p.join(); c.join();
    std::printf("%ld %u\n", sum, hash); // midas: output deterministic
}
