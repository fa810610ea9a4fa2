#include <cstdio>

struct T {
    int n;
    explicit T(int n = 0) : n(n) { printf("+%d ", n); }
    T(const T &o) : n(o.n + 100) { printf("c%d ", n); }
    T(T &&o) noexcept : n(o.n + 1000) { o.n = -1; printf("m%d ", n); }
    T &operator=(const T &o) { n = o.n; printf("=%d ", n); return *this; }
    ~T() { printf("-%d ", n); }
};
struct Owner {
    T *p;
    explicit Owner(T *p) : p(p) {}
    Owner(Owner &&o) : p(o.p) { o.p = nullptr; }
    Owner &operator=(Owner &&o) { delete p; p = o.p; o.p = nullptr; return *this; }
    ~Owner() { delete p; }
    T *operator->() const { return p; }
    T &operator*() const { return *p; }
};

int main() {
    {
        Owner a(new T(1));
        Owner b(static_cast<Owner &&>(a));
        printf("%d %d ", a.p == nullptr, b->n);
        Owner c(new T(2));
        c = static_cast<Owner &&>(b);
        printf("%d ", (*c).n);
    }
    printf("| ");
    return 0;
}
