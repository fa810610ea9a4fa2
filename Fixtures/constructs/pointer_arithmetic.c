#include <stdio.h>

int main(void) {
    int a[10];
    for (int *p = a; p < a + 10; p++) *p = (int)(p - a) * 3;
    int *q = a + 9;
    while (q > a) { q -= 4; if (q < a) break; printf("%d ", *q); if (q - a < 4) break; }
    char *bytes = (char *)a;
    printf("%d %ld\n", *(int *)(bytes + 8), (long)((char *)&a[3] - bytes));
    long distance = &a[2] - &a[7];
    printf("%ld %d\n", distance, &a[2] == &*(a + 2));
    void *v = a;
    v += 4;
    printf("%d\n", *(int *)v);
    double d[3] = {1, 2, 3}, *dp = d;
    dp += 2;
    printf("%g %g\n", *dp--, *dp);
    return 0;
}
