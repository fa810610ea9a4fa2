#include <stdio.h>

int main(void) {
    for (int i = -2; i < 8; i++) {
        int r = 0;
        switch (i) {
        case 0: r = 1;
        case 1: r += 10; break;
        case 2: case 3: r = 20; break;
        default: r = -1;
        case 5: r -= 100; break;
        case 6: { int t = i * 2; r = t; }
        }
        printf("%d ", r);
    }
    printf("\n");
    return 0;
}
