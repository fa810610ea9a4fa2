#include <stdio.h>

static int a = 3 * 4;
int b[4] = {1, 2, 3, 4};
int *pb = &b[2];
static const char *text = "static";
double d = 1.5 + 2;
struct node { int n; const char *name; struct node *next; };
extern struct node t;
struct node s = {1, "s", &t}, t = {2, "t", &s};
static int twice(int x) { return 2 * x; }
static int thrice(int x) { return 3 * x; }
int (*table[])(int) = {twice, thrice};
static unsigned long size = sizeof(struct node);
int zero[100];
int offset = (int)(long)&((struct node *)0)->next;
const char *names[] = {"x", "yy"};
const char *inside = &"abc"[1];

int main(void) {
    printf("%d %d %d %s %g\n", a, b[1], *pb, text, d);
    printf("%d %s %d\n", s.n, s.name, s.next->n);
    printf("%d %d %d\n", table[1](3), (int)size, *(&b[2] - 1));
    printf("%d %d\n", zero[50], offset);
    printf("%s %c\n", names[1], *inside);
    a++;
    printf("%d\n", a);
    return 0;
}
