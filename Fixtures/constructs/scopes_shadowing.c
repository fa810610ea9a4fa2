#include <stdio.h>

int x = 100;

int main(void) {
    int x = 1;
    {
        int x = 2;
        { extern int x; printf("%d ", x); }
        printf("%d ", x);
        for (int x = 5; x < 6; x++) printf("%d ", x);
    }
    printf("%d\n", x);
    if (x) { int y = 3; x = y; } else { int y = 4; x = y; }
    struct x { int x; } s = {9};
    printf("%d %d\n", x, s.x);
    return 0;
}
