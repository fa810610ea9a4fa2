#include <array>
#include <cstdio>

int main() {
    std::array<int, 4> a{3, 1, 2};
    a[3] = 9;
    int sum = 0;
    for (int n : a) sum += n;
    std::array<int, 4> b = a;
    b.fill(5);
    auto [p, q, r, s] = a;
    printf("%d %zu %d %d %d\n", sum, a.size(), b.back(), a == b, p + q * 10 + r * 100 + s * 1000);
    constexpr std::array<std::array<int, 2>, 2> grid{{{1, 2}, {3, 4}}};
    printf("%d %d\n", grid[1][0], std::get<0>(a));
    return 0;
}
