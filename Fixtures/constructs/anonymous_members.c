#include <stdio.h>

struct variant {
    int kind;
    union { int i; float f; unsigned char bytes[4]; };
    struct { short x, y; };
};

int main(void) {
    struct variant v = {.kind = 1, .i = 42, .x = 3};
    printf("%d %d %d %d\n", v.kind, v.i, v.x, v.y);
    v.f = 1.5f;
    v.y = 8;
    printf("%x %d\n", v.i, v.x + v.y);
    struct variant *p = &v;
    p->bytes[0] = 1;
    printf("%x\n", p->i);
    return 0;
}
