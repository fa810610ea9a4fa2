#include <stdio.h>

int main(void) {
    signed char sc = -1;
    unsigned char uc = 255;
    short s = (short)70000;
    unsigned u = sc;
    long long ll = uc + sc;
    unsigned long ul = (unsigned long)-2;
    printf("%d %d %d %u %lld %lu\n", sc, uc, s, u, ll, ul);
    printf("%d %d\n", -1 < 1u, (int)3.99);
    printf("%d %u\n", (int)(unsigned char)300, (unsigned)(short)-5);
    int big = 1000000;
    printf("%d %ld\n", (short)big, (long)big * big);
    return 0;
}
