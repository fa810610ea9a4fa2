#include <stdio.h>

#define NAME(x) _Generic((x), int: "int", double: "double", char *: "string", default: "other")

int main(void) {
    int i = 0;
    double d = 0;
    char *s = 0;
    printf("%s %s %s %s\n", NAME(i), NAME(d), NAME(s), NAME('c'));
    printf("%d\n", _Generic(i, long: 1, default: 2));
    printf("%g\n", _Generic(1.0f, float: 2.5, double: 3.5));
    return 0;
}
