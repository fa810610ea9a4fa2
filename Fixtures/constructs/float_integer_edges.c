#include <stdio.h>

int main(void) {
    printf("%d %d %d\n", (int)-1.9, (int)1.9f, (unsigned char)200.7);
    printf("%lu %ld\n", (unsigned long)1.8e19, (long)-9e18);
    printf("%g %g\n", (double)18446744073709551615ul, (double)(float)16777217);
    printf("%g %d\n", (float)0.1 + 0.2, (_Bool)0.1);
    float f = 16777216.0f;
    f++;
    printf("%.1f %d\n", f, 1e10 > 2147483647);
    return 0;
}
