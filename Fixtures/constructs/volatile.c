#include <stdio.h>

int main(void) {
    volatile int v = 1;
    v += 2;
    volatile int *p = &v;
    *p = *p * 5;
    int a = v++ + v;
    printf("%d %d\n", v, a);
    struct { volatile int x; int y; } s = {1, 2};
    s.x = s.y;
    printf("%d\n", s.x);
    return 0;
}
