#include <stdio.h>

int main(void) {
    int a = 10;
    a += 5; a -= 3; a *= 4; a /= 5; a %= 7; a <<= 4; a >>= 1; a |= 3; a &= 14; a ^= 5;
    printf("%d\n", a);
    unsigned char c = 250;
    c += 10; c *= 3;
    short s = -5;
    s >>= 1; s /= 2;
    double d = 7;
    d /= 2; d *= a;
    int i = 7;
    i *= 1.5;
    i += 0.9;
    printf("%d %d %g %d\n", c, s, d, i);
    int arr[4] = {0};
    int k = 0;
    arr[k++] += 3;
    arr[k++] += 4;
    printf("%d %d %d\n", arr[0], arr[1], k);
    return 0;
}
