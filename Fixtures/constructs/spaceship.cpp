#include <compare>
#include <cstdio>

struct V { int major, minor; auto operator<=>(const V &) const = default; };
struct W { int n; std::strong_ordering operator<=>(const W &o) const { return o.n <=> n; } bool operator==(const W &) const = default; };

int main() {
    V a{1, 2}, b{1, 3};
    printf("%d %d %d %d\n", a < b, a == b, a >= b, (a <=> b) < 0);
    printf("%d %d %d\n", W{1} < W{2}, W{1} == W{1}, W{3} <= W{2});
    printf("%d\n", (3 <=> 2) > 0);
    return 0;
}
