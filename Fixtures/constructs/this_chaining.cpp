#include <cstdio>

struct Builder {
    int value = 0;
    Builder &add(int n) { value += n; return *this; }
    Builder &twice() { this->value *= 2; return *this; }
};

int main() {
    Builder b;
    int v = b.add(1).add(2).twice().value;
    printf("%d %d\n", v, Builder().add(4).value);
    return 0;
}
