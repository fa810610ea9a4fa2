#include <cstdio>

struct A { int a = 1; virtual int f() { return a; } virtual ~A() {} };
struct B { int b = 2; virtual int g() { return b; } virtual ~B() {} };
struct C : A, B { int c = 3; int g() override { return b * 10 + c; } int h() { return f() + g(); } };

int main() {
    C c;
    A *a = &c;
    B *b = &c;
    printf("%d %d %d\n", a->f(), b->g(), c.h());
    printf("%d %d\n", (void *)a == (void *)b, static_cast<C *>(b) == &c);
    B *none = static_cast<C *>(nullptr);
    printf("%d\n", none == nullptr);
    return 0;
}
