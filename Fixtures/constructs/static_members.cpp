#include <cstdio>

struct Counter {
    static int live;
    static inline int total = 0;
    static constexpr int limit = 9;
    static int made() { return total; }
    Counter() { live++; total++; }
    ~Counter() { live--; }
};
int Counter::live = 0;

int main() {
    Counter a, b;
    { Counter c; printf("%d ", Counter::live); }
    printf("%d %d %d\n", Counter::live, Counter::made(), a.limit);
    Counter::live = 50;
    printf("%d\n", b.live);
    return 0;
}
