#include <cstdio>

struct P { int x, y; bool operator==(const P &) const = default; };

int main() {
    P a{1, 2}, b{1, 3};
    printf("%d %d %d\n", a == b, a != b, a == P{1, 2});
    return 0;
}
