#include <cstdio>

int main() {
    auto add = [](auto a, auto b) { return a + b; };
    printf("%d %.1f\n", add(1, 2), add(1.5, 2));
    auto count = [](auto... v) { return sizeof...(v); };
    printf("%zu\n", count(1, 2, 3));
    return 0;
}
