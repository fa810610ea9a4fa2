#include <stdio.h>

struct shape { struct { int x, y; } p[2]; int extra[2]; char name[4]; };

int main(void) {
    struct shape s = {1, 2, 3, 4, {5, 6}, "ab"};
    printf("%d %d %d %d %d %d %s\n", s.p[0].x, s.p[0].y, s.p[1].x, s.p[1].y, s.extra[0], s.extra[1], s.name);
    struct shape t = {{{1}, {2, 3}}, {4}};
    printf("%d %d %d %d %d %d\n", t.p[0].x, t.p[0].y, t.p[1].x, t.p[1].y, t.extra[0], t.extra[1]);
    struct shape list[2] = {{.name = "x"}, {{{7, 8}}}};
    printf("%s %d %d\n", list[0].name, list[1].p[0].y, list[1].p[1].y);
    int m[2][2] = {1, 2, 3};
    printf("%d %d %d\n", m[0][1], m[1][0], m[1][1]);
    return 0;
}
