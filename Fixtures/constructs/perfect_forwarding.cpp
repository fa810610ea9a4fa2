#include <cstdio>

struct T {
    int n;
    explicit T(int n = 0) : n(n) { printf("+%d ", n); }
    T(const T &o) : n(o.n + 100) { printf("c%d ", n); }
    T(T &&o) noexcept : n(o.n + 1000) { o.n = -1; printf("m%d ", n); }
    T &operator=(const T &o) { n = o.n; printf("=%d ", n); return *this; }
    ~T() { printf("-%d ", n); }
};
static const char *kind(int &) { return "lvalue"; }
static const char *kind(int &&) { return "rvalue"; }
template <class X> const char *pass(X &&x) { return kind(static_cast<X &&>(x)); }
struct Box { T t; template <class X> explicit Box(X &&x) : t(static_cast<X &&>(x)) {} };

int main() {
    int a = 1;
    printf("%s %s\n", pass(a), pass(2));
    T t(1);
    Box b(static_cast<T &&>(t));
    printf("%d | ", b.t.n);
    return 0;
}
