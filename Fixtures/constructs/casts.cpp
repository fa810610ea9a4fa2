#include <cstdio>

int main() {
    double d = 3.9;
    int i = static_cast<int>(d);
    int j = int(d) + (int)4.5;
    const int c = 5;
    int *p = const_cast<int *>(&c);
    unsigned char *bytes = reinterpret_cast<unsigned char *>(&i);
    printf("%d %d %d %d\n", i, j, *p == 5, bytes[0]);
    long l = reinterpret_cast<long>(&i);
    printf("%d\n", *reinterpret_cast<int *>(l));
    enum class E : char { x = 3 };
    printf("%d %d\n", static_cast<int>(E::x), static_cast<E>(3) == E::x);
    return 0;
}
