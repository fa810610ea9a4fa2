#include <cstdio>

struct P { int a, b; };

int main() {
    auto [a, b] = P{1, 2};
    P p{3, 4};
    auto &[x, y] = p;
    x = 30;
    int list[2] = {5, 6};
    auto [l, m] = list;
    printf("%d %d %d %d %d %d\n", a, b, p.a, y, l, m);
    const auto &[c, d] = p;
    printf("%d\n", c + d);
    return 0;
}
