#include <stdio.h>

static void set(int **slot, int *value) { *slot = value; }

int main(void) {
    int x = 1, y = 2;
    int *p = &x, **pp = &p, ***ppp = &pp;
    **pp = 10;
    *pp = &y;
    ***ppp = 20;
    printf("%d %d\n", x, y);
    const char *names[] = {"one", "two", "three", 0};
    for (const char **n = names; *n; n++) printf("%s ", *n);
    set(&p, &x);
    printf("%d\n", *p);
    return 0;
}
