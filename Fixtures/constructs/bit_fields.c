#include <stdio.h>

struct flags { unsigned a : 3; int b : 4; unsigned c : 1; unsigned : 0; unsigned d : 17; unsigned long long wide : 40; };
struct __attribute__((packed)) packed { unsigned a : 1; unsigned b : 12; unsigned char c; };

int main(void) {
    struct flags f = {0};
    f.a = 5; f.b = -3; f.c = 1; f.d = 0x1FFFF; f.wide = 0x123456789ALL;
    printf("%d %d %d %d %llx\n", f.a, f.b, f.c, f.d, (unsigned long long)f.wide);
    f.a += 4;
    f.b--;
    f.b -= 100;
    printf("%d %d\n", f.a, f.b);
    printf("%d %d\n", f.a++, ++f.d);
    struct flags g = f;
    g.c ^= 1;
    printf("%d %d %zu\n", g.c, f.c, sizeof f);
    int r = (f.a = 15);
    printf("%d %d\n", r, (int)sizeof(struct packed));
    struct packed p = {1, 300, 7};
    printf("%d %d %d\n", p.a, p.b, p.c);
    return 0;
}
