#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
static int text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

int main(void) {
    int a[] = {5, 3, 9, 1, 7, 2};
    qsort(a, 6, sizeof a[0], compare);
    for (int i = 0; i < 6; i++) printf("%d ", a[i]);
    int key = 7, *found = bsearch(&key, a, 6, sizeof a[0], compare);
    printf("%ld\n", found - a);
    key = 8;
    printf("%d\n", bsearch(&key, a, 6, sizeof a[0], compare) == 0);
    const char *names[] = {"pear", "apple", "fig"};
    qsort(names, 3, sizeof names[0], text);
    printf("%s %s %s\n", names[0], names[1], names[2]);
    return 0;
}
