#include <cstdio>

struct S {
    int v;
    int run() {
        auto add = [this](int n) { v += n; return v; };
        auto copy = [*this] { return v; };
        return add(3) * 100 + copy();
    }
};

int main() {
    S s{5};
    printf("%d %d\n", s.run(), s.v);
    return 0;
}
