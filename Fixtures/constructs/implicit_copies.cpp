#include <cstdio>

struct T {
    int n;
    explicit T(int n = 0) : n(n) { printf("+%d ", n); }
    T(const T &o) : n(o.n + 100) { printf("c%d ", n); }
    T(T &&o) noexcept : n(o.n + 1000) { o.n = -1; printf("m%d ", n); }
    T &operator=(const T &o) { n = o.n; printf("=%d ", n); return *this; }
    ~T() { printf("-%d ", n); }
};
struct Inner { T t; };
struct Outer { Inner inner; int n; };

int main() {
    Outer a{{T(1)}, 5};
    Outer b = a;
    b.n = 6;
    a = b;
    printf("%d %d %d | ", a.inner.t.n, b.inner.t.n, a.n);
    return 0;
}
