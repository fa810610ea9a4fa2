#include <stdio.h>
#include <stdlib.h>

struct buffer { int count; int data[]; };
struct old { int n; char text[1]; };

int main(void) {
    struct buffer *b = malloc(sizeof *b + 4 * sizeof(int));
    b->count = 4;
    for (int i = 0; i < b->count; i++) b->data[i] = i * i;
    int total = 0;
    for (int i = 0; i < b->count; i++) total += b->data[i];
    printf("%d\n", total);
    free(b);
    struct old *o = malloc(sizeof *o + 8);
    o->text[3] = 'x';
    printf("%c\n", o->text[3]);
    free(o);
    return 0;
}
