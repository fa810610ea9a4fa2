#include <stddef.h>
#include <stdio.h>

int main(void) {
    printf("[%5d][%-5d][%05d][%+d][% d]\n", 42, 42, 42, 42, 42);
    printf("[%x][%X][%#x][%o][%#o]\n", 255, 255, 255, 8, 8);
    printf("[%8.3f][%-8.2e][%g][%G]\n", 3.14159, 1234.5, 0.0001, 1e20);
    printf("[%10s][%-10s][%.2s][%c]\n", "abc", "abc", "abc", 'z');
    printf("[%ld][%llu][%hd][%hhu][%zu]\n", -5L, 5ULL, (short)-3, (unsigned char)200, (size_t)9);
    printf("[%*d][%.*f][%%]\n", 6, 7, 2, 1.005);
    char b[16];
    int n = snprintf(b, sizeof b, "%s-%d", "long text here", 12345);
    printf("%d %s\n", n, b);
    return 0;
}
