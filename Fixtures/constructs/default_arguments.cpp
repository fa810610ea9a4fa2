#include <cstdio>

static int counter;
static int next() { return ++counter; }
static int f(int a, int b = 10, int c = 100) { return a + b + c; }
struct S { int v = 3; int g(int n = 5) { return v * n; } };
static int h(int n = next()) { return n; }

int main() {
    printf("%d %d %d\n", f(1), f(1, 2), f(1, 2, 3));
    S s;
    printf("%d %d\n", s.g(), s.g(7));
    printf("%d %d\n", h(), h());
    return 0;
}
