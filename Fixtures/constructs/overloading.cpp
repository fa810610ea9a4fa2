#include <cstdio>

static const char *f(int) { return "int"; }
static const char *f(double) { return "double"; }
static const char *f(char) { return "char"; }
static const char *f(const char *) { return "text"; }
struct X { int g() const { return 1; } int g() { return 2; } };

int main() {
    short s = 1;
    printf("%s %s %s %s %s\n", f(1), f(1.0), f('c'), f("s"), f(s));
    const X c{};
    X x;
    printf("%d %d\n", c.g(), x.g());
    return 0;
}
