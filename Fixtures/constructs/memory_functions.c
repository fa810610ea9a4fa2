#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    int *a = malloc(4 * sizeof *a), *z = calloc(3, sizeof *z);
    for (int i = 0; i < 4; i++) a[i] = i;
    a = realloc(a, 8 * sizeof *a);
    a[7] = 70;
    memmove(a + 1, a, 3 * sizeof *a);
    memset(z, 0xFF, 2 * sizeof *z);
    printf("%d %d %d %d %d\n", a[1], a[3], a[7], z[1], z[2]);
    char buffer[8];
    memcpy(buffer, &a[7], 4);
    int back;
    memcpy(&back, buffer, sizeof back);
    printf("%d\n", back);
    free(a);
    free(z);
    return 0;
}
