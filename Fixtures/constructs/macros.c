#include <stdio.h>

#define SQUARE(v) ((v) * (v))
#define TWICE(v) (SQUARE(v) + SQUARE(v))
#define SWAP(t, a, b) do { t s = (a); (a) = (b); (b) = s; } while (0)
#define STRING(x) #x
#define JOIN(a, b) a##b
#define LOG(format, ...) printf("log " format "\n", ##__VA_ARGS__)
#define do_twice for (int k = 0; k < 2; k++)
static int x1(void) { return 11; }
static int counter;

int main(void) {
    int x = 3;
    printf("%d %d\n", SQUARE(x + 1), TWICE(x));
    SWAP(int, x, *(&(int){9}));
    printf("%d %s %d\n", x, STRING(a + b), JOIN(x, 1)());
    LOG("%d-%d", 1, 2);
    LOG("none");
    do_twice { counter++; }
    printf("%d\n", counter);
    return 0;
}
