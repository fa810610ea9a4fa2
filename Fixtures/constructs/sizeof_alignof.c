#include <stddef.h>
#include <stdio.h>

struct s { char a; int b; long c; struct { char x; short y[4]; } in; };
struct flexible { int n; char data[]; };

int main(void) {
    int a[7];
    struct { char c; double d; short s; } v;
    printf("%zu %zu %zu %zu\n", sizeof(int), sizeof a, sizeof v, sizeof(a[0] + 1L));
    printf("%zu %zu %zu\n", _Alignof(double), __alignof__(v), sizeof(char[3][4]));
    int n = 0;
    printf("%zu %d\n", sizeof(n++), n);
    printf("%zu %zu\n", offsetof(struct s, c), offsetof(struct s, in.y[2]));
    printf("%zu %zu\n", sizeof(struct flexible), sizeof(void *));
    _Alignas(32) char aligned[3];
    printf("%zu\n", sizeof aligned);
    return 0;
}
