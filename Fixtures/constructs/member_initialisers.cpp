#include <cstdio>

struct S {
    int a = 1;
    int b = a + 1;
    const int c;
    int d[2] = {5, 6};
    S() : S(40) { b = 9; }
    explicit S(int n) : a(n), c(n * 2) {}
};

int main() {
    S s(7);
    printf("%d %d %d %d\n", s.a, s.b, s.c, s.d[1]);
    S t;
    printf("%d %d %d %d\n", t.a, t.b, t.c, t.d[0]);
    return 0;
}
