#include <cstdio>
#include <tuple>
#include <utility>

static std::tuple<int, char, double> three() { return {1, 'c', 2.5}; }

int main() {
    auto t = three();
    auto [a, b, c] = t;
    auto &[x, y, z] = t;
    x = 40;
    printf("%d %c %g %d %c %g\n", a, b, c, std::get<0>(t), y, z);
    int i;
    double d;
    std::tie(i, std::ignore, d) = three();
    printf("%d %g %d\n", i, d, std::make_tuple(1, 2) < std::make_tuple(1, 3));
    std::pair<int, int> p{7, 8};
    auto [f, s] = p;
    std::swap(p.first, p.second);
    printf("%d %d %d\n", f, s, p.first);
    return 0;
}
