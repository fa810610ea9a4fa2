#include <stdio.h>

int main(void) {
    int n = 27, steps = 0;
    while (n != 1) { n = n % 2 ? 3 * n + 1 : n / 2; steps++; }
    printf("%d\n", steps);
    do { steps--; } while (steps > 100);
    printf("%d\n", steps);
    while (1) { if (steps-- < 50) break; if (steps & 1) continue; n += steps; }
    printf("%d %d\n", n, steps);
    return 0;
}
