#include <stdio.h>

int main(void) {
    printf("%d %d %d\n", __builtin_clz(1u), __builtin_ctz(8u), __builtin_popcount(255u));
    printf("%d %d %d\n", __builtin_clzll(1ull), __builtin_ctzll(1ull << 40), __builtin_popcountll(~0ull));
    printf("%x %llx %d\n", __builtin_bswap32(0x12345678u), __builtin_bswap64(0x1122334455667788ull), __builtin_bswap16(0x1234));
    printf("%d %d %d\n", __builtin_ffs(0), __builtin_ffs(16), __builtin_parity(7));
    int r;
    printf("%d ", __builtin_add_overflow(2000000000, 2000000000, &r));
    printf("%d\n", r);
    unsigned char c;
    printf("%d %d\n", __builtin_mul_overflow(20, 20, &c), c);
    long l;
    printf("%d %ld\n", __builtin_sub_overflow(5L, 7L, &l), l);
    if (__builtin_expect(l < 0, 0)) printf("unlikely\n");
    printf("%d\n", __builtin_constant_p(3));
    printf("%d %d\n", __builtin_abs(-5), (int)__builtin_strlen("four"));
    return 0;
}
