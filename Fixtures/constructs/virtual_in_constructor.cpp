#include <cstdio>

struct A { A() { show(); } virtual void show() { printf("A "); } virtual ~A() { show(); } };
struct B : A { int v = 5; B() { show(); } void show() override { printf("B%d ", v); } ~B() { show(); } };

int main() {
    B b;
    A &a = b;
    a.show();
    return 0;
}
