#include <cstdio>

struct A { virtual ~A() {} };
struct B : A {};
struct C : A { int n = 6; };

int main() {
    B b;
    C c;
    A *all[] = {&b, &c, nullptr};
    for (A *a : all) printf("%d %d\n", dynamic_cast<B *>(a) != nullptr, dynamic_cast<C *>(a) != nullptr);
    A &r = c;
    printf("%d\n", dynamic_cast<C &>(r).n);
    return 0;
}
