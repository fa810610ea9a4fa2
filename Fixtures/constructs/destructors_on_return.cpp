#include <cstdio>

struct T {
    int n;
    explicit T(int n = 0) : n(n) { printf("+%d ", n); }
    T(const T &o) : n(o.n + 100) { printf("c%d ", n); }
    T(T &&o) noexcept : n(o.n + 1000) { o.n = -1; printf("m%d ", n); }
    T &operator=(const T &o) { n = o.n; printf("=%d ", n); return *this; }
    ~T() { printf("-%d ", n); }
};
static int f(int n) {
    T a(n);
    if (n > 3) { T b(n + 1); return b.n * 2; }
    T c(n + 2);
    return c.n;
}

int main() {
    printf("%d | ", f(1));
    printf("%d | ", f(5));
    return 0;
}
