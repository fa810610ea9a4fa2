// midas-gap: inherited constructors that are templates are not shown by libclang
#include <cstdio>
#include <optional>

struct P { int a, b; };
static std::optional<int> parse(int n) { if (n < 0) return std::nullopt; return n * 2; }

int main() {
    auto a = parse(4), b = parse(-1);
    printf("%d %d %d %d\n", a.has_value(), *a, bool(b), b.value_or(7));
    std::optional<P> p;
    p = P{1, 2};
    p->b += 5;
    printf("%d %d\n", p->a, p.value().b);
    p.reset();
    if (!p) p.emplace(P{8, 9});
    printf("%d\n", p->a);
    return 0;
}
