#include <stdio.h>

int main(void) {
    __int128 a = (__int128)1 << 100;
    unsigned __int128 b = (unsigned __int128)-1;
    a += 12345;
    printf("%lu %lu\n", (unsigned long)(a >> 64), (unsigned long)a);
    b /= 3;
    printf("%lu %lu\n", (unsigned long)(b >> 64), (unsigned long)b);
    __int128 c = -a * 7 % 1000007;
    printf("%ld %d %d\n", (long)c, a > c, (int)(b == 0));
    double d = (double)a;
    printf("%g\n", d);
    return 0;
}
