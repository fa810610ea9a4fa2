// midas-gap: imaginary literals are not lowered
#include <stdio.h>

int main(void) {
    double _Complex z = 1.0 + 2.0i;
    double _Complex w = z * z + 1;
    printf("%g %g\n", __real__ w, __imag__ w);
    __real__ z = 5;
    z = z - w;
    printf("%g %g\n", __real__ z, __imag__ z);
    z = -z;
    z += 2;
    printf("%g %g %d\n", __real__ z, __imag__ z, z == w);
    float _Complex f = z;
    printf("%g %g\n", (double)__real__ f, (double)__imag__(~f));
    return 0;
}
