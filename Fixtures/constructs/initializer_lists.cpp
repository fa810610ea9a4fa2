#include <cstdio>
#include <initializer_list>

struct S { int total = 0; S(std::initializer_list<int> l) { for (int x : l) total += x; } };
static int sum(std::initializer_list<int> l) { int t = 0; for (auto p = l.begin(); p != l.end(); ++p) t += *p; return t; }

int main() {
    S s{1, 2, 3};
    printf("%d %d\n", s.total, sum({4, 5}));
    S t({});
    printf("%d\n", t.total);
    return 0;
}
