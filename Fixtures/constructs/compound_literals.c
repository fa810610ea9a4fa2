#include <stdio.h>

struct pair { int a, b; };
static int sum(struct pair p) { return p.a + p.b; }
static struct pair *global = &(struct pair){6, 9};

int main(void) {
    printf("%d\n", sum((struct pair){3, 4}));
    struct pair *p = &(struct pair){.b = 5};
    p->a = 2;
    printf("%d\n", sum(*p));
    int *a = (int[]){1, 2, 3};
    a[1] = 10;
    printf("%d %d\n", a[0] + a[1] + a[2], ((int[]){7, 8})[1]);
    for (int i = 0; i < 2; i++) { struct pair q = (struct pair){i, i * 2}; printf("%d ", sum(q)); }
    printf("%s %d\n", (char[]){"text"}, global->b);
    return 0;
}
