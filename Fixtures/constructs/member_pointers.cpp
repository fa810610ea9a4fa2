#include <cstdio>

struct S { int a, b; int add(int n) { return a + n; } int sub(int n) { return b - n; } };

int main() {
    S s{1, 2};
    int S::*m = &S::a;
    s.*m = 10;
    m = &S::b;
    S *p = &s;
    p->*m += 5;
    int (S::*f)(int) = &S::add;
    printf("%d %d %d %d\n", s.a, s.b, (s.*f)(100), (p->*f)(1));
    f = &S::sub;
    printf("%d %d\n", (s.*f)(1), f != nullptr);
    return 0;
}
