#include <stdio.h>

int main(void) {
    int a[5] = {1, 2, 3};
    int b[] = {5, 4, 3, 2, 1};
    int m[2][3] = {{1, 2}, {4}};
    char s[] = "hello";
    for (int i = 0; i < 5; i++) printf("%d ", a[i] * b[i]);
    for (int i = 0; i < 2; i++) for (int j = 0; j < 3; j++) printf("%d ", m[i][j]);
    printf("%zu %zu %zu\n", sizeof a, sizeof m / sizeof m[0], sizeof s);
    int (*row)[3] = m;
    row++;
    (*row)[2] = 7;
    printf("%d %d %d\n", m[1][2], 2[b], *(*(m + 1) + 2));
    int *p = &a[4];
    printf("%d %ld %d\n", p[-3], p - a, *(p - 2));
    return 0;
}
