#include <stdio.h>

struct s { int a, b; struct { int x, y; } inner; int list[3]; };

int main(void) {
    int a[8] = {[2] = 5, 6, [6] = 1, [0] = 9};
    for (int i = 0; i < 8; i++) printf("%d ", a[i]);
    struct s v = {.b = 2, .inner = {.y = 4}, .list = {[1] = 7}};
    printf("%d %d %d %d %d %d\n", v.a, v.b, v.inner.x, v.inner.y, v.list[0], v.list[1]);
    struct s w = {.inner.x = 3, .inner.y = 5, .a = 1, 8};
    printf("%d %d %d %d\n", w.a, w.b, w.inner.x, w.inner.y);
    int r[6] = {[1 ... 4] = 3};
    printf("%d %d %d\n", r[0], r[1] + r[4], r[5]);
    struct s both = {.a = 1, .a = 2};
    printf("%d\n", both.a);
    return 0;
}
