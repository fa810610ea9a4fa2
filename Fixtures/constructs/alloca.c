#include <stdio.h>

int main(void) {
    int total = 0;
    for (int n = 1; n < 5; n++) {
        int *a = __builtin_alloca(n * sizeof(int));
        for (int i = 0; i < n; i++) a[i] = i + n;
        total += a[n - 1];
    }
    printf("%d\n", total);
    return 0;
}
