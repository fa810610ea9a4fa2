#include <stdio.h>

int main(void) {
    int a, b, c;
    a = b = c = 5;
    char ch;
    int r = (ch = 300);
    printf("%d %d %d %d\n", a, b, c, r);
    int x = (a += 2) * (b -= 1);
    printf("%d %d %d\n", x, a, b);
    struct p { int x; } s, t;
    int v = (s = (struct p){4}).x;
    t = s = (struct p){6};
    printf("%d %d %d\n", v, s.x, t.x);
    while ((c = c - 2) > 0) printf("%d ", c);
    double d;
    int i = d = 2.75;
    printf("%d %g\n", i, d);
    return 0;
}
