#include <stdio.h>

int main(void) {
    int i = 0, total = 0;
    again:
    total += i;
    if (++i < 5) goto again;
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++)
            if (a * b == 2) { total += 100; goto out; }
    out:
    printf("%d\n", total);
    goto inside;
    while (i > 0) { total++; inside: i--; }
    printf("%d %d\n", total, i);
    return 0;
}
