#include <cstdio>

union U { int i; unsigned char c[4]; U() : i(0) {} void set(int n) { i = n; } };
struct Holder { bool isDouble; union { int i; double d; }; Holder(double v) : isDouble(true), d(v) {} };

int main() {
    U u;
    u.set(5);
    printf("%d %d\n", u.i, u.c[0]);
    Holder h(2.5);
    printf("%g %d\n", h.d, h.isDouble);
    union { int a; float f; };
    a = 0x3f800000;
    printf("%g\n", f);
    return 0;
}
