#include <stdio.h>

typedef int v4 __attribute__((vector_size(16)));

int main(void) {
    v4 a = {1, 2, 3, 4}, b = {10, 20, 30, 40};
    v4 c = a + b * 2;
    printf("%d %d %d %d\n", c[0], c[1], c[2], c[3]);
    c[2] = 7;
    v4 m = a < (v4){2, 2, 5, 1};
    printf("%d %d %d %d %d\n", c[2], m[0], m[1], m[2], m[3]);
    int total = 0;
    for (int i = 0; i < 4; i++) total += (a ^ b)[i];
    printf("%d\n", total);
    return 0;
}
