#include <cstdio>

static void f(int n) {
    if (n == -1) throw "text";
    if (n == -2) throw 2.5;
    if (n == 2) throw n * 10;
    printf("f%d ", n);
}

int main() {
    try { f(1); f(2); f(3); } catch (int n) { printf("caught %d\n", n); }
    try { f(-1); } catch (int) { printf("int\n"); } catch (const char *s) { printf("%s\n", s); }
    try { f(-2); } catch (...) { printf("any\n"); }
    printf("end\n");
    return 0;
}
