#include <stdio.h>

int main(void) {
    int x = 7;
    unsigned long n = (unsigned long)&x;
    int *p = (int *)n;
    *p = 8;
    unsigned long tagged = n | 1;
    int *q = (int *)(tagged & ~1UL);
    printf("%d %d %d\n", x, *q, (int)(tagged & 1));
    long a = (long)(char *)0 + 5;
    printf("%ld\n", a);
    unsigned char bytes[sizeof p];
    __builtin_memcpy(bytes, &p, sizeof p);
    int *r;
    __builtin_memcpy(&r, bytes, sizeof r);
    printf("%d\n", *r);
    return 0;
}
