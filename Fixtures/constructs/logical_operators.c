#include <stdio.h>

static int f(int v, int *count) {
    ++*count;
    return v;
}

int main(void) {
    int n = 0;
    printf("%d %d\n", f(0, &n) && f(1, &n), n);
    printf("%d %d\n", f(1, &n) || f(0, &n), n);
    printf("%d %d\n", f(1, &n) && f(2, &n) && !f(0, &n), n);
    int v = (f(0, &n) || f(3, &n)) + (f(1, &n) && f(0, &n));
    printf("%d %d\n", v, n);
    char *p = 0;
    printf("%d\n", p && *p);
    if (!(n > 3 || n < 0) || n == 100) printf("no\n"); else printf("yes\n");
    return 0;
}
