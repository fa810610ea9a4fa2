#include <stdio.h>

static void gone(int *p) { printf("gone %d\n", *p); }
static int early(int n) {
    int v __attribute__((cleanup(gone))) = n;
    if (n > 3) return v * 2;
    return 0;
}

int main(void) {
    {
        int a __attribute__((cleanup(gone))) = 1;
        int b __attribute__((cleanup(gone))) = 2;
        printf("body %d\n", a + b);
    }
    for (int i = 0; i < 3; i++) {
        int c __attribute__((cleanup(gone))) = 10 + i;
        if (i == 1) continue;
        if (i == 2) break;
    }
    printf("%d\n", early(5));
    goto out;
    out:;
    return 0;
}
