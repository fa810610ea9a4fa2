#include <stdio.h>

int main(void) {
    _Bool a = 2, b = 0, c = 0.5, d = (_Bool)256;
    int *p = 0;
    _Bool e = p;
    printf("%d %d %d %d %d\n", a, b, c, d, e);
    a = 256;
    b |= 4;
    printf("%d %d %d\n", a, b, a + b);
    printf("%zu\n", sizeof(_Bool));
    struct { _Bool x : 1; _Bool y; } s = {5, 7};
    printf("%d %d\n", s.x, s.y);
    return 0;
}
