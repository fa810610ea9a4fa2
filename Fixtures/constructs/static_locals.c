#include <stdio.h>

static int count(void) {
    static int n = 10;
    return n++;
}
static int *where(void) {
    static int n;
    return &n;
}

int main(void) {
    for (int i = 0; i < 3; i++) printf("%d ", count());
    printf("%d\n", *where());
    *where() = 100;
    printf("%d %d\n", count(), *where());
    for (int i = 0; i < 2; i++) { static int inner = 5; printf("%d ", inner++); }
    printf("\n");
    return 0;
}
