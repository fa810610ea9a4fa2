#include <stdio.h>

static int sum(int rows, int columns, int a[rows][columns]) {
    int t = 0;
    for (int i = 0; i < rows; i++) for (int j = 0; j < columns; j++) t += a[i][j];
    return t;
}

int main(void) {
    for (int n = 1; n < 4; n++) {
        int a[n][n + 1];
        for (int i = 0; i < n; i++) for (int j = 0; j <= n; j++) a[i][j] = i + j;
        printf("%d %zu %zu\n", sum(n, n + 1, a), sizeof a, sizeof a[0]);
    }
    int n = 5;
    char text[n];
    n = 100;
    text[4] = 'z';
    printf("%zu %c\n", sizeof text, text[4]);
    int (*p)[n] = 0;
    printf("%zu\n", sizeof *p);
    return 0;
}
