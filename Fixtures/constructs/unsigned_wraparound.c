#include <stdio.h>

int main(void) {
    unsigned u = 0;
    u--;
    unsigned char c = 255;
    c++;
    unsigned short s = 65535;
    s += 2;
    unsigned long l = ~0ul;
    l *= 3;
    printf("%u %d %d %lu %u\n", u, c, s, l, 5u - 6u);
    for (unsigned i = 3; i-- > 0; ) printf("%u ", i);
    printf("%d\n", (int)(0u - 1));
    return 0;
}
