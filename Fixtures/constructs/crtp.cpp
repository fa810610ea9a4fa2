#include <cstdio>

template <class D> struct Base { int run() { return static_cast<D *>(this)->value() * 10; } };
struct A : Base<A> { int value() { return 1; } };
struct B : Base<B> { int value() { return 2; } };

int main() {
    A a;
    B b;
    printf("%d %d\n", a.run(), b.run());
    return 0;
}
