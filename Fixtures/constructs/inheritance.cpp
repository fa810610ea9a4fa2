#include <cstdio>

struct Base { int x; Base(int x) : x(x) {} int get() const { return x; } };
struct Derived : Base { int y; Derived(int x, int y) : Base(x), y(y) {} int get() const { return Base::get() * 10 + y; } };

int main() {
    Derived d(1, 2);
    Base &b = d;
    printf("%d %d %d %d\n", b.x, d.y, b.get(), d.get());
    Base copy = d;
    printf("%d\n", copy.get());
    Base *p = &d;
    printf("%d\n", static_cast<Derived *>(p)->y);
    return 0;
}
