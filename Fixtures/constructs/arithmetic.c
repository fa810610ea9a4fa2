#include <stdio.h>

int main(void) {
    int a = 7, b = -3;
    unsigned u = 4000000000u;
    long l = 1L << 40;
    signed char c = (signed char)200;
    unsigned short s = 65535;
    printf("%d %d %d %d %d\n", a + b, a - b, a * b, a / b, a % b);
    printf("%u %u %u\n", u + u, u / 3, u % 7);
    printf("%ld %ld\n", l * a, l / b);
    printf("%d %d %d\n", c, s + 1, (short)(s + 1));
    printf("%d %d %d %d\n", a & b, a | b, a ^ b, ~a);
    printf("%d %d %u\n", a << 3, b >> 1, u >> 4);
    printf("%d %d %d\n", !a, !!a, -a);
    s++;
    c -= 100;
    printf("%d %d\n", s, c);
    return 0;
}
