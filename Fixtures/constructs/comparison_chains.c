#include <stdio.h>

int main(void) {
    int a = -1;
    unsigned b = 1;
    long l = -1;
    unsigned char c = 255;
    printf("%d %d %d %d\n", a < b, l < b, c == 255, (signed char)c == -1);
    double nan = 0.0 / 0.0;
    printf("%d %d %d %d %d\n", nan == nan, nan != nan, nan < 1, nan > 1, !(nan >= 1));
    int x[2];
    printf("%d %d\n", &x[0] < &x[1], &x[1] - &x[0] == 1);
    return 0;
}
