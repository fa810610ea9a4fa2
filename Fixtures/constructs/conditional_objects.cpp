#include <cstdio>

struct T {
    int n;
    explicit T(int n = 0) : n(n) { printf("+%d ", n); }
    T(const T &o) : n(o.n + 100) { printf("c%d ", n); }
    T(T &&o) noexcept : n(o.n + 1000) { o.n = -1; printf("m%d ", n); }
    T &operator=(const T &o) { n = o.n; printf("=%d ", n); return *this; }
    ~T() { printf("-%d ", n); }
};

int main() {
    T a(1), b(2);
    for (int i = 0; i < 2; i++) { T c = i ? a : b; const T &r = i ? a : b; printf("%d %d ", c.n, r.n); T d = i ? T(7) : T(8); }
    printf("| ");
    return 0;
}
