#include <cstdio>

struct M { ~M() { printf("m "); } };
struct A { virtual ~A() { printf("A "); } };
struct B : A { M m; ~B() override { printf("B "); } };

int main() {
    A *p = new B;
    delete p;
    B *q = new B;
    delete q;
    printf("| ");
    return 0;
}
