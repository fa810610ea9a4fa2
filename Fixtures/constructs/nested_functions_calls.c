#include <stdio.h>

static int f(int a, int b) { return a * 3 + b; }
static int g(void) { return 4; }
static int h(int *p) { return ++*p; }

int main(void) {
    printf("%d\n", f(f(f(1, 2), f(3, 4)), f(g(), g())));
    int i = 0;
    int r = h(&i) + h(&i) * h(&i);
    printf("%d %d\n", r, i);
    int a[3] = {f(1, 1), f(2, 2), f(3, 3)};
    printf("%d\n", a[f(0, 1)] + a[g() - g()]);
    return 0;
}
