#include <cstdio>

template <class T> struct Name { static const char *get() { return "other"; } };
template <> struct Name<int> { static const char *get() { return "int"; } };
template <class T> struct Name<T *> { static const char *get() { return "pointer"; } };
template <int N> struct Factorial { static const int value = N * Factorial<N - 1>::value; };
template <> struct Factorial<0> { static const int value = 1; };
template <class T> const char *kind(T) { return "any"; }
template <> const char *kind(double) { return "double"; }

int main() {
    printf("%s %s %s\n", Name<int>::get(), Name<char>::get(), Name<int *>::get());
    printf("%d\n", Factorial<5>::value);
    printf("%s\n", kind(1.0));
    return 0;
}
