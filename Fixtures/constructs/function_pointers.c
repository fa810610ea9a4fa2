#include <stdio.h>

typedef int (*operation)(int, int);
static int add(int a, int b) { return a + b; }
static int sub(int a, int b) { return a - b; }
static int mul(int a, int b) { return a * b; }
static int apply(int f(int, int), int a, int b) { return f(a, b); }
static operation choose(int i) { return i ? mul : add; }

int main(void) {
    int (*f)(int, int) = add;
    int (*table[])(int, int) = {add, sub, &mul};
    printf("%d %d\n", f(2, 3), (*f)(4, 5));
    for (int i = 0; i < 3; i++) printf("%d ", table[i](7, 3));
    printf("%d %d\n", apply(sub, 1, 2), choose(1)(6, 7));
    f = choose(0);
    printf("%d %d\n", f == add, f != 0);
    return 0;
}
