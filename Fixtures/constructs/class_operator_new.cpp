#include <cstdio>

#include <cstdlib>
struct S {
    int n;
    static int count;
    S(int n) : n(n) {}
    static void *operator new(size_t size) { count++; return malloc(size); }
    static void operator delete(void *p) { count--; free(p); }
};
int S::count;

int main() {
    S *s = new S(4);
    printf("%d %d\n", s->n, S::count);
    delete s;
    printf("%d\n", S::count);
    return 0;
}
