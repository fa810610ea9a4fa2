#include <stdio.h>

static int total(int m[3][4]) {
    int t = 0;
    for (int i = 0; i < 3; i++) for (int j = 0; j < 4; j++) t += m[i][j];
    return t;
}

int main(void) {
    int cube[2][3][4];
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 4; k++) cube[i][j][k] = i * 100 + j * 10 + k;
    int sum = 0;
    int *flat = &cube[0][0][0];
    for (int i = 0; i < 24; i++) sum += flat[i];
    printf("%d %d %d\n", sum, cube[1][2][3], total(cube[1]));
    int (*p)[3][4] = &cube[0];
    printf("%d %zu\n", p[1][0][2], sizeof *p);
    return 0;
}
