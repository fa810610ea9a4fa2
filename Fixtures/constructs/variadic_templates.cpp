#include <cstdio>

static int sum() { return 0; }
template <class... R> int sum(int a, R... rest) { return a + sum(rest...); }
template <class... T> int fold(T... v) { return (v + ... + 10); }
template <class... T> bool all(T... v) { return (v && ...); }
static void show(int i) { printf("i%d ", i); }
static void show(double d) { printf("d%.1f ", d); }
static void show(char c) { printf("c%c ", c); }
template <class... T> void print(T... v) { (show(v), ...); }

int main() {
    printf("%d %d\n", sum(1), sum(1, 2, 3));
    printf("%d %d\n", fold(1, 2, 3), all(true, false));
    print(1, 2.5, 'c');
    printf("\n");
    return 0;
}
