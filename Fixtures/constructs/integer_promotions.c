#include <stdio.h>

int main(void) {
    unsigned char a = 200, b = 100;
    unsigned char sum = a + b;
    printf("%d %d\n", a + b, sum);
    short x = 30000;
    x += 10000;
    printf("%d\n", x);
    char ch = 'a';
    ch++;
    printf("%c %d\n", ch, ch << 1);
    unsigned char shifted = a >> 3;
    printf("%d %d\n", shifted, ~a);
    return 0;
}
