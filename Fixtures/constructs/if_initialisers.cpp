#include <cstdio>

static int left = 2, value = 8;
static int f(int n) { return n * 2; }
static int *find(int n) { return n > 0 ? &value : nullptr; }

int main() {
    if (int n = f(3); n > 5) printf("big %d\n", n); else printf("small %d\n", n);
    if (int *p = find(0)) printf("%d\n", *p); else printf("none\n");
    switch (int k = f(1); k) { case 2: printf("two\n"); break; default: printf("%d\n", k); }
    while (int *p = find(left)) { left--; printf("%d ", *p); }
    printf("\n");
    return 0;
}
