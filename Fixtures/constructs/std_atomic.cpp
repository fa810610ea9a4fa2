#include <atomic>
#include <cstdio>

int main() {
    std::atomic<int> n{5};
    n++;
    n += 4;
    int old = n.fetch_sub(3), expected = 7;
    bool swapped = n.compare_exchange_strong(expected, 70);
    printf("%d %d %d %d\n", old, expected, swapped, n.load());
    std::atomic_flag flag = ATOMIC_FLAG_INIT;
    bool first = flag.test_and_set(), second = flag.test_and_set();
    printf("%d %d\n", first, second);
    std::atomic<bool> b(false);
    b.store(true, std::memory_order_release);
    std::atomic<int *> p(nullptr);
    int list[3] = {1, 2, 3};
    p = list;
    p++;
    printf("%d %d\n", b.exchange(false), *p.load());
    return 0;
}
