#include <cstdio>

struct Shape {
    virtual int area() const = 0;
    virtual const char *name() const { return "shape"; }
    int twice() const { return area() * 2; }
    virtual ~Shape() {}
};
struct Square : Shape { int a; Square(int a) : a(a) {} int area() const override { return a * a; } const char *name() const override { return "square"; } };
struct Circle : Shape { int r; Circle(int r) : r(r) {} int area() const override { return 3 * r * r; } };

int main() {
    Square s(3);
    Circle c(2);
    Shape *all[] = {&s, &c};
    for (Shape *p : all) printf("%d %s\n", p->area(), p->name());
    Shape &r = s;
    printf("%d %d\n", r.area(), r.Shape::twice());
    return 0;
}
