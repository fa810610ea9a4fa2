#include <math.h>
#include <stdio.h>

int main(void) {
    printf("%.6f %.6f %.6f\n", sqrt(2), pow(2, 0.5), sin(1));
    printf("%.1f %.1f %.1f %.1f\n", floor(-1.5), ceil(-1.5), fabs(-2.5), fmod(7, 3));
    printf("%.4f %.4f\n", (double)sqrtf(3.0f), exp(1));
    int e;
    double m = frexp(10, &e);
    printf("%g %d %g\n", m, e, ldexp(0.5, 4));
    return 0;
}
