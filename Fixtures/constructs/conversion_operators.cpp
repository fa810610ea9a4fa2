#include <cstdio>

struct Meters { int v; Meters(int v) : v(v) {} operator int() const { return v; } };
struct Name { const char *s; operator const char *() const { return s; } };
static int take(Meters m) { return m.v * 2; }

int main() {
    Meters m(5);
    int n = m;
    double d = m + 0.5;
    printf("%d %g %d\n", n, d, take(7));
    const char *s = Name{"x"};
    printf("%s\n", s);
    return 0;
}
