#include <cstdio>
#include <initializer_list>

struct A { int x; int y[2]; int z = 9; };
struct Base { int base; };
struct D : Base { int own; };

int main() {
    A a{1, {2, 3}, 4};
    A b{.x = 5, .z = 6};
    A c{};
    printf("%d %d %d %d %d %d %d\n", a.x, a.y[1], a.z, b.x, b.z, c.z, c.y[0]);
    D d{{7}, 8};
    printf("%d %d\n", d.base, d.own);
    int n{}, m{3};
    printf("%d %d\n", n, m);
    auto list = {1, 2, 3};
    printf("%zu %d\n", list.size(), *(list.begin() + 2));
    return 0;
}
