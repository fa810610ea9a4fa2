#include <cstdio>

struct B { int n, m = 0; B(int n) : n(n) {} B(int n, int m) : n(n), m(m) {} };
struct D : B { using B::B; int extra = 7; };
struct E : private B { using B::B; using B::n; using B::m; };

int main() {
    D d(4);
    E e(5, 6);
    printf("%d %d %d %d\n", d.n, d.extra, e.n, e.m);
    return 0;
}
