#include <stdio.h>

int main(void) {
    for (int i = -1; i <= 1; i++) {
        int a = i ? i : 10;
        long b = i > 0 ? 1 : -1L;
        const char *s = i < 0 ? "neg" : i == 0 ? "zero" : "pos";
        printf("%d %ld %s\n", a, b, s);
    }
    struct S { int a, b; } x = {1, 2}, y = {3, 4};
    int which = 0;
    struct S z = which ? x : y;
    printf("%d %d\n", z.a, (which ? x : y).b);
    int m = 1, n = 2;
    *(which ? &m : &n) = 9;
    printf("%d %d\n", m, n);
    return 0;
}
