#include <stdio.h>

int main(void) {
    int a = -100;
    unsigned b = 0xF0000000u;
    printf("%d %u %ld %d\n", a >> 3, b >> 28, 1L << 50, 1 << 31 >> 31);
    long long l = 0x123456789ABCDEFLL;
    printf("%llx %llx\n", l << 8, l >> 12);
    unsigned char c = 0x81;
    printf("%x %x\n", c << 1, (unsigned char)(c << 1));
    for (int i = 0; i < 32; i += 8) printf("%x ", (0xDEADBEEFu >> i) & 0xFF);
    printf("\n");
    return 0;
}
