#include <stdio.h>

int real(void) { return 7; }
int other(void) __attribute__((alias("real")));
int missing(void) __attribute__((weak));

int main(void) {
    printf("%d %d\n", real(), other());
    printf("%d\n", missing ? missing() : -1);
    return 0;
}
