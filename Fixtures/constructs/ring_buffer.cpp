#include <cstdio>

template <typename T, int N> struct Ring {
    T items[N];
    int head = 0, count = 0;
    static constexpr int capacity = N;
    bool push(const T &t) { if (count == N) return false; items[(head + count++) % N] = t; return true; }
    template <typename F> void each(F f) const { for (int i = 0; i < count; i++) f(items[(head + i) % N]); }
    T pop() { T t = items[head]; head = (head + 1) % N; count--; return t; }
};
template <typename... Args> int total(Args... args) { return (0 + ... + args); }
template <typename First, typename... Rest> void show(First f, Rest... rest) {
    printf("%d ", int(f));
    if constexpr (sizeof...(rest) > 0) show(rest...);
}

int main() {
    Ring<int, 4> r;
    for (int i = 0; i < 6; i++) if (!r.push(i)) printf("full%d ", i);
    r.pop();
    r.push(9);
    int sum = 0;
    r.each([&](int n) { sum = sum * 10 + n; });
    printf("%d %d %d\n", sum, total(1, 2, 3), Ring<char, 8>::capacity);
    show(1, 'A', 2.9);
    printf("\n");
    return 0;
}
