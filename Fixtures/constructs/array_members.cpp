#include <cstdio>

struct T {
    int n;
    explicit T(int n = 0) : n(n) { printf("+%d ", n); }
    T(const T &o) : n(o.n + 100) { printf("c%d ", n); }
    T(T &&o) noexcept : n(o.n + 1000) { o.n = -1; printf("m%d ", n); }
    T &operator=(const T &o) { n = o.n; printf("=%d ", n); return *this; }
    ~T() { printf("-%d ", n); }
};
struct A { T t[2]; int k[3] = {1, 2, 3}; };

int main() {
    A a;
    A b = a;
    b.t[1].n = 50;
    a = b;
    printf("%d %d %d | ", a.t[1].n, b.t[0].n, a.k[2]);
    return 0;
}
