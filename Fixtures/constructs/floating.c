#include <stdio.h>

int main(void) {
    float f = 1.0f / 3;
    double d = 1.0 / 3;
    printf("%.9g %.17g\n", f, d);
    printf("%d %d %d\n", f < d, d == d, f != f);
    printf("%.3f %.3f\n", f * 2 + d, -d);
    int i = d * 100;
    unsigned u = 3e9;
    long l = -2.5e12;
    printf("%d %u %ld\n", i, u, l);
    d += i;
    f -= 1;
    printf("%g %g\n", d, f);
    printf("%g %d\n", 1e308 * 10, (1e308 * 10) > 0);
    return 0;
}
