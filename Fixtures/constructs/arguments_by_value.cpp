#include <cstdio>

struct T {
    int n;
    explicit T(int n = 0) : n(n) { printf("+%d ", n); }
    T(const T &o) : n(o.n + 100) { printf("c%d ", n); }
    T(T &&o) noexcept : n(o.n + 1000) { o.n = -1; printf("m%d ", n); }
    T &operator=(const T &o) { n = o.n; printf("=%d ", n); return *this; }
    ~T() { printf("-%d ", n); }
};
static int take(T x, T y) {
    x.n += y.n;
    return x.n;
}

int main() {
    T a(1);
    printf("%d ", take(a, T(2)));
    printf("%d | ", a.n);
    return 0;
}
