#include <cstdio>

static void swap(int &x, int &y) { int t = x; x = y; y = t; }
static int &largest(int &x, int &y) { return x > y ? x : y; }

int main() {
    int a = 1, b = 2;
    int &r = a;
    r = b;
    r++;
    int &&t = 5;
    t += a;
    swap(a, b);
    printf("%d %d %d\n", a, b, t);
    int list[3] = {1, 2, 3};
    int (&array)[3] = list;
    array[1] = 20;
    largest(a, b) = 50;
    printf("%d %d %d\n", list[1], a, b);
    const int &c = a + 1;
    printf("%d\n", c);
    return 0;
}
