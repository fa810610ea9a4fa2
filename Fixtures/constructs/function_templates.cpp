#include <cstdio>

template <class T> T largest(T a, T b) { return a > b ? a : b; }
template <class T> int size() { return sizeof(T); }
template <class T, int N> T total(T (&a)[N]) { T t = 0; for (T x : a) t += x; return t; }
template <class T, size_t N> constexpr size_t count(T (&)[N]) { return N; }

int main() {
    printf("%d %.1f %c\n", largest(3, 7), largest(2.5, 1.5), largest('a', 'b'));
    printf("%d %d\n", size<int>(), size<char[7]>());
    int a[4] = {1, 2, 3, 4};
    printf("%d %zu\n", total(a), count(a));
    return 0;
}
