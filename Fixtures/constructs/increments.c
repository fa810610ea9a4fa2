#include <stdio.h>

int main(void) {
    int a = 5;
    printf("%d ", a++);
    printf("%d ", ++a);
    printf("%d ", a--);
    printf("%d\n", --a);
    char c = 127;
    c++;
    unsigned char u = 0;
    u--;
    double d = 1.5;
    d++;
    int arr[3] = {1, 2, 3}, *p = arr;
    int v = *p++;
    int w = ++*p;
    int x = *++p;
    printf("%d %d %g %d %d %d %d\n", c, u, d, v, w, x, arr[1]);
    _Bool b = 0;
    b++;
    b++;
    printf("%d\n", b);
    return 0;
}
