#include <stdio.h>

static void copy(int *restrict to, const int *restrict from, int n) {
    while (n-- > 0) to[n] = from[n];
}

int main(void) {
    int a[3] = {1, 2, 3}, b[3];
    copy(b, a, 3);
    const int limit = 10;
    int const *const p = &limit;
    printf("%d %d %d\n", b[0], b[2], *p);
    static const int table[] = {2, 4, 8};
    int total = 0;
    for (unsigned i = 0; i < sizeof table / sizeof *table; i++) total += table[i];
    printf("%d\n", total);
    return 0;
}
