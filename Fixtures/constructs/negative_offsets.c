#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct header { int length, kind; };
static char *make(const char *text) {
    struct header *h = malloc(sizeof *h + strlen(text) + 1);
    h->length = (int)strlen(text);
    return strcpy((char *)(h + 1), text);
}

int main(void) {
    char *s = make("hello");
    printf("%s %d\n", s, ((struct header *)s)[-1].length);
    ((struct header *)(s - sizeof(struct header)))->length = 2;
    printf("%d\n", ((struct header *)s - 1)->length);
    free((struct header *)s - 1);
    int a[5] = {1, 2, 3, 4, 5}, *p = a + 4;
    printf("%d %d\n", p[-4], *(p - 1));
    return 0;
}
