#include <stdio.h>

enum color { red, green = 5, blue, violet = blue * 2 };

int main(void) {
    enum color c = green;
    printf("%d %d %d %d\n", red, green, blue, violet);
    switch (c) { case red: printf("r\n"); break; case green: printf("g\n"); break; default: printf("?\n"); }
    c = (enum color)(c + 1);
    printf("%d %zu\n", c, sizeof c);
    enum { local = 7 } x = local;
    printf("%d\n", x << 1);
    int table[violet] = {[green] = 3};
    printf("%d\n", table[green]);
    return 0;
}
