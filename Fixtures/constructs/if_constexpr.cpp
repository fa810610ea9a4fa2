#include <cstdio>

template <class T> int size(T) { if constexpr (sizeof(T) == 4) return 4; else return -1; }
constexpr int length(const char *s) { int n = 0; while (*s++) n++; return n; }
consteval int power(int n) { return n * n * n; }

int main() {
    printf("%d %d\n", size(1), size(2.0));
    printf("%d %d\n", length("abc"), power(3));
    return 0;
}
