#include <stdio.h>

int main(void) {
    int x = 5;
    __asm__ volatile("" : "+r"(x) : : "memory");
    printf("%d\n", x);
    __asm__ volatile("" ::: "memory");
    int y = x + 1;
    __asm__("" : : "r"(y));
    printf("%d\n", y);
    return 0;
}
