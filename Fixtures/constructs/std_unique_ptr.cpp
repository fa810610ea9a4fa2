// midas-gap: inherited constructors that are templates are not shown by libclang
#include <cstdio>
#include <memory>
#include <utility>

struct Shape { virtual int area() const = 0; virtual ~Shape() { printf("~Shape "); } };
struct Square : Shape { int n; explicit Square(int n) : n(n) {} int area() const override { return n * n; } ~Square() override { printf("~Square%d ", n); } };
static std::unique_ptr<Shape> make(int n) { return std::make_unique<Square>(n); }

int main() {
    auto a = make(3);
    std::unique_ptr<Shape> b = std::move(a);
    printf("%d %d\n", a == nullptr, b->area());
    b.reset(new Square(4));
    printf("%d\n", b->area());
    std::unique_ptr<int[]> list(new int[4]{1, 2, 3, 4});
    list[2] = 30;
    printf("%d\n", list[2] + list[3]);
    Shape *raw = b.release();
    delete raw;
    printf("\n");
    return 0;
}
