#include <cstdio>

int main() {
    int a = 1, b = 2;
    auto copy = [a] { return a * 10; };
    auto ref = [&b](int n) { b += n; return b; };
    auto all = [=] { return a + b; };
    auto mut = [a]() mutable { return ++a; };
    a = 100;
    printf("%d %d %d\n", copy(), ref(5), all());
    printf("%d %d %d\n", mut(), mut(), a);
    int (*plain)(int) = [](int x) { return x + 1; };
    printf("%d\n", plain(4));
    auto nested = [&] { return [&] { return a + b; }(); };
    printf("%d\n", nested());
    auto init = [v = a * 2, &w = b] { return v + w; };
    printf("%d\n", init());
    return 0;
}
