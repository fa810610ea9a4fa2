#include <stdarg.h>
#include <stdio.h>

struct point { int x, y; };
static int sum(int n, ...) {
    va_list list;
    va_start(list, n);
    int total = 0;
    while (n-- > 0) total += va_arg(list, int);
    va_end(list);
    return total;
}
static double mix(const char *kinds, ...) {
    va_list list;
    va_start(list, kinds);
    double total = 0;
    for (; *kinds; kinds++) {
        if (*kinds == 'i') total += va_arg(list, int);
        else if (*kinds == 'd') total += va_arg(list, double);
        else total += va_arg(list, long);
    }
    va_end(list);
    return total;
}
static int points(int n, ...) {
    va_list list;
    va_start(list, n);
    int total = 0;
    while (n--) {
        struct point p = va_arg(list, struct point);
        total = total * 10 + p.x * p.y;
    }
    va_end(list);
    return total;
}
static void print(const char *format, ...) {
    va_list list;
    va_start(list, format);
    vprintf(format, list);
    va_end(list);
}
static int add(int n, va_list list) {
    int total = 0;
    for (int i = 0; i < n; i++) total += va_arg(list, int);
    return total;
}
static int twice(int n, ...) {
    va_list list, copy;
    va_start(list, n);
    va_copy(copy, list);
    int total = add(n, list) * 100 + add(n, copy);
    va_end(copy);
    va_end(list);
    return total;
}

int main(void) {
    printf("%d\n", sum(3, 1, 2, 3));
    printf("%g\n", mix("idl", 1, 2.5, 3000000000L));
    printf("%d\n", points(2, (struct point){1, 2}, (struct point){3, 4}));
    print("%s %d %c %5.2f|%-5d|%05d\n", "text", 42, 'x', 3.14159, 7, 8);
    printf("%d\n", twice(2, 5, 6));
    return 0;
}
