#include <stddef.h>
#include <stdio.h>

struct link { struct link *next; };
struct item { int a; struct link link; int b; };
#define container(p, type, member) ((type *)((char *)(p) - offsetof(type, member)))

int main(void) {
    struct item it = {5, {0}, 9};
    struct link *l = &it.link;
    struct item *back = (struct item *)((char *)l - offsetof(struct item, link));
    printf("%d %d %d\n", back->a, back->b, back == &it);
    struct link head = {&it.link};
    printf("%d\n", container(head.next, struct item, link)->b);
    return 0;
}
