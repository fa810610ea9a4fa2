#include <stdio.h>

int main(void) {
    long double a = 1.0L / 3;
    long double b = a * 3;
    printf("%.15Lf %Lf %d\n", a, b, b == 1.0L);
    double d = (double)a;
    int i = (int)(a * 100);
    printf("%.10f %d\n", d, i);
    a = -a;
    printf("%.5Lf %d\n", a, a < 0);
    long double array[3] = {1, 2, 3};
    printf("%Lf\n", array[0] + array[1] * array[2]);
    return 0;
}
