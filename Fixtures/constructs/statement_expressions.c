#include <stdio.h>

#define MAX(p, q) ({ __typeof__(p) p1 = (p); __typeof__(q) q1 = (q); p1 > q1 ? p1 : q1; })

int main(void) {
    int a = 3, b = 9;
    int m = ({ int x = a, y = b; x > y ? x : y; });
    printf("%d %d\n", m, MAX(a * 4, b));
    int r = ({ int t = 0; for (int i = 0; i < 4; i++) t += i; t; }) + 1;
    printf("%d\n", r);
    struct p { int x, y; } v = ({ struct p q = {1, 2}; q.x = 7; q; });
    printf("%d %d\n", v.x, v.y);
    ({ printf("effect\n"); });
    return 0;
}
