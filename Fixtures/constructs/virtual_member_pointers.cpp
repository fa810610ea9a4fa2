#include <cstdio>

struct A { virtual int v() { return 1; } virtual int w() { return 2; } };
struct B : A { int v() override { return 10; } };

int main() {
    B b;
    A *a = &b;
    int (A::*f)() = &A::v;
    printf("%d %d\n", (a->*f)(), (a->*(&A::w))());
    return 0;
}
