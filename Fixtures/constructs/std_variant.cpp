// midas-gap: inherited constructors that are templates are not shown by libclang
#include <cstdio>
#include <variant>

struct Visitor {
    int operator()(int n) const { return n; }
    int operator()(double d) const { return int(d * 10); }
    int operator()(const char *s) const { return s[0]; }
};

int main() {
    std::variant<int, double, const char *> v = 3;
    printf("%zu %d\n", v.index(), std::get<int>(v));
    v = 2.5;
    printf("%zu %g %d\n", v.index(), *std::get_if<double>(&v), std::get_if<int>(&v) == nullptr);
    printf("%d ", std::visit(Visitor{}, v));
    v = "x";
    printf("%d %d\n", std::visit(Visitor{}, v), std::holds_alternative<const char *>(v));
    return 0;
}
