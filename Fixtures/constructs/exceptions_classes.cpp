#include <cstdio>

struct Base { int code; Base(int c) : code(c) {} virtual const char *name() const { return "Base"; } virtual ~Base() {} };
struct Derived : Base { using Base::Base; const char *name() const override { return "Derived"; } };
struct Other : Base { int extra = 1; Other(int c) : Base(c) {} const char *name() const override { return "Other"; } };
static Base fixed(77);
static void f(int i) {
    if (i == 0) throw Derived(1);
    if (i == 1) throw Base(2);
    if (i == 2) throw Other(3);
    throw &fixed;
}

int main() {
    for (int i = 0; i < 4; i++) {
        try { f(i); }
        catch (const Derived &d) { printf("derived %d\n", d.code); }
        catch (const Base &b) { printf("base %d %s\n", b.code, b.name()); }
        catch (Base *p) { printf("pointer %d\n", p->code); }
    }
    return 0;
}
