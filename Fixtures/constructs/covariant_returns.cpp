#include <cstdio>

struct A { virtual A *clone() const { return new A(*this); } virtual int value() const { return 1; } virtual ~A() {} };
struct B : A { B *clone() const override { return new B(*this); } int value() const override { return 2; } };

int main() {
    B b;
    A *a = &b;
    A *c = a->clone();
    printf("%d %d\n", c->value(), b.clone()->value());
    delete c;
    return 0;
}
