#include <stdio.h>

static int calls;
static int next(void) { return ++calls; }

int main(void) {
    int a = 0;
    printf("%d\n", next() ?: 5);
    printf("%d\n", a ?: next());
    const char *s = 0;
    printf("%s\n", s ?: "none");
    printf("%d\n", calls);
    return 0;
}
