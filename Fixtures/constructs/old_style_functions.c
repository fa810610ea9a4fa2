#include <stdio.h>

int unknown();
int add(a, b)
int a, b;
{
    return a + b;
}
int unknown(n)
int n;
{
    return n * n;
}
int wide(c, s)
char c;
short s;
{
    return c + s;
}

int main(void) {
    printf("%d %d\n", add(2, 3), unknown(4));
    printf("%d\n", wide('a', 2));
    return 0;
}
