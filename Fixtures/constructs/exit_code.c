#include <stdio.h>
#include <stdlib.h>

static void last(void) { printf("last\n"); }

int main(void) {
    atexit(last);
    printf("before\n");
    exit(7);
    return 0;
}
