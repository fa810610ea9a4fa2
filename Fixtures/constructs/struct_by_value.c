#include <stdio.h>

struct small { int a; char b; };
struct large { int a[8]; double d; };
static int take(struct small s, struct large l, int n) {
    s.a += 100;
    return s.a + s.b + l.a[7] + n;
}
static double total(struct large l) {
    double t = l.d;
    for (int i = 0; i < 8; i++) t += l.a[i];
    return t;
}
static struct large change(struct large l) {
    l.a[0] *= 50;
    l.d = 9;
    return l;
}

int main(void) {
    struct small s = {1, 2};
    struct large l = {{1, 2, 3, 4, 5, 6, 7, 8}, 0.5};
    printf("%d %g\n", take(s, l, 10), total(l));
    struct large m = change(l);
    printf("%d %d %g\n", l.a[0], m.a[0], m.d);
    printf("%d\n", change(change(l)).a[0]);
    struct large list[2] = {l, m};
    list[1] = list[0];
    printf("%d\n", list[1].a[7]);
    struct small t = (s.a++, s);
    printf("%d\n", t.a);
    return 0;
}
