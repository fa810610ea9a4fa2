#include <cstdio>

struct T {
    int n;
    explicit T(int n = 0) : n(n) { printf("+%d ", n); }
    T(const T &o) : n(o.n + 100) { printf("c%d ", n); }
    T(T &&o) noexcept : n(o.n + 1000) { o.n = -1; printf("m%d ", n); }
    T &operator=(const T &o) { n = o.n; printf("=%d ", n); return *this; }
    ~T() { printf("-%d ", n); }
};
struct Strict { int n; Strict(int n) : n(n) { if (!n) throw 99; printf("s%d ", n); } ~Strict() { printf("~s%d ", n); } };
struct Pair { T a; Strict b; T c{7}; Pair(int x, int y) : a(x), b(y) {} ~Pair() { printf("pair "); } };

int main() {
    try { Pair p(1, 2); } catch (int n) { printf("[%d] ", n); }
    try { Pair p(3, 0); } catch (int n) { printf("[%d] ", n); }
    printf("| ");
    return 0;
}
