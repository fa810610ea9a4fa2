#include <cstdio>

int main() {
    try {
        try { throw 1; }
        catch (int n) { printf("a%d ", n); try { throw n + 1; } catch (int m) { printf("b%d ", m); } printf("c%d ", n); throw 5.0; }
    } catch (double d) { printf("d%g\n", d); }
    for (int i = 0; i < 3; i++) { try { if (i == 1) continue; if (i == 2) throw i; printf("i%d ", i); } catch (int n) { printf("n%d\n", n); break; } }
    return 0;
}
