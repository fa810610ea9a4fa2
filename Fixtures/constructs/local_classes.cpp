#include <cstdio>

static int make(int n) {
    struct Adder { int v; int operator()(int x) { return v + x; } };
    Adder a{n};
    return a(10);
}

int main() {
    struct Local { int n; int twice() const { return n * 2; } };
    Local l{4};
    printf("%d %d\n", l.twice(), make(3));
    return 0;
}
