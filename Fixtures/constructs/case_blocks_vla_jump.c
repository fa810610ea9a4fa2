#include <stdio.h>

int main(void) {
    for (int n = 1; n <= 3; n++) {
        int a[n];
        for (int i = 0; i < n; i++) { if (i == 2) goto next; a[i] = i; }
        printf("%d ", a[n - 1]);
        next: continue;
    }
    printf("\n");
    return 0;
}
