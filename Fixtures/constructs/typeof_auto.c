#include <stdio.h>

int main(void) {
    int a = 5;
    __typeof__(a) b = 6;
    __auto_type c = a * 2.5;
    __typeof__(&a) p = &b;
    __typeof__(int[3]) list = {1, 2, 3};
    printf("%d %g %d %zu\n", b, c, *p, sizeof list);
    return 0;
}
