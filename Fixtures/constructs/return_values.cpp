// midas-gap: the compiler constructs a named result in place, lowering moves it
#include <cstdio>

struct T {
    int n;
    explicit T(int n = 0) : n(n) { printf("+%d ", n); }
    T(const T &o) : n(o.n + 100) { printf("c%d ", n); }
    T(T &&o) noexcept : n(o.n + 1000) { o.n = -1; printf("m%d ", n); }
    T &operator=(const T &o) { n = o.n; printf("=%d ", n); return *this; }
    ~T() { printf("-%d ", n); }
};
static T named(int n) {
    T t(n);
    t.n++;
    return t;
}
static T choose(bool b) {
    if (b) return T(10);
    return T(20);
}

int main() {
    T a = named(1);
    T b = choose(true);
    T c = choose(false);
    printf("%d %d %d | ", a.n, b.n, c.n);
    return 0;
}
