#include <stdio.h>

int main(void) {
    int sum = 0;
    for (int i = 0; i < 10; i++) { if (i == 3) continue; if (i == 8) break; sum += i; }
    int j = 0;
    for (;;) { if (++j > 5) break; }
    for (; j < 10; ) j += 2;
    int k;
    for (k = 0; k < 3; k++) ;
    for (int a = 0, b = 5; a < b; a++, --b) sum += a * b;
    for (int i = 0; i < 3; i++) for (int l = i; l < 3; l++) sum += i * l;
    printf("%d %d %d\n", sum, j, k);
    return 0;
}
