#include <cstdio>

struct S { int n; S(int n) : n(n) { printf("made "); } };
static S &get() {
    static S s(5);
    return s;
}
static int once(int i) {
    static int v = i + 10;
    return v;
}

int main() {
    printf("start ");
    get().n++;
    printf("%d ", get().n);
    for (int i = 0; i < 2; i++) printf("%d ", once(i));
    printf("end\n");
    return 0;
}
