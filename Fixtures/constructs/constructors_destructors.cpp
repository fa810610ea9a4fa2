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
    T a(1);
    { T b(2); T c(3); }
    T d;
    printf("| ");
    return 0;
}
