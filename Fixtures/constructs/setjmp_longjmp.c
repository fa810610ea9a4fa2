#include <setjmp.h>
#include <stdio.h>

static jmp_buf context, other;
static void deep(int n, int code) {
    if (n == 0) longjmp(context, code);
    deep(n - 1, code);
    printf("never\n");
}

int main(void) {
    volatile int tries = 0;
    int code = setjmp(context);
    tries++;
    printf("%d %d\n", code, tries);
    if (code < 3) deep(3, code + 1);
    if (!setjmp(other)) { printf("first\n"); longjmp(other, 0); } else printf("second\n");
    return 0;
}
