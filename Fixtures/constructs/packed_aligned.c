#include <stdio.h>

struct __attribute__((packed)) packed { char c; int i; short s; };
struct aligned { char c; } __attribute__((aligned(16)));

int main(void) {
    struct packed p = {1, 0x12345678, 3};
    int *unaligned = &p.i;
    printf("%zu %x %x\n", sizeof p, p.i, *unaligned);
    p.i++;
    struct aligned a = {1};
    printf("%zu %zu %d\n", sizeof a, _Alignof(struct aligned), a.c);
    return 0;
}
