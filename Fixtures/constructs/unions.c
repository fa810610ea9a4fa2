#include <stdio.h>

union u { long l; int i; unsigned short s[4]; unsigned char c[8]; };

int main(void) {
    union u v;
    v.l = 0x1122334455667788L;
    printf("%x %x %x\n", v.c[0], v.s[1], v.i);
    v.i = -1;
    printf("%lx\n", v.l);
    union u w = {.s = {1, 2, 3, 4}};
    printf("%lx %zu\n", w.l, sizeof w);
    union u copy = w;
    copy.c[7] = 0x7F;
    printf("%lx\n", copy.l);
    union { float f; unsigned u; } bits = {1.0f};
    printf("%x\n", bits.u);
    return 0;
}
