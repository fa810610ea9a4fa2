#include <cstdio>

static int f() noexcept { return 1; }
static int g() { throw 4; }

int main() {
    printf("%d %d %d\n", noexcept(f()), noexcept(g()), f());
    try { g(); } catch (int n) { printf("%d\n", n); }
    return 0;
}
