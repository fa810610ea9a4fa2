// Lambdas: captures by copy, by reference, implicit, of this, initialised; passed to templates.
#include <cstdio>
template <class F> static int apply(F f, int n) { return f(n); }
struct Counter {
    int n = 5;
    int run() { auto f = [this](int k) { n += k; return n; }; return f(1) + f(2); }
    int copy() { auto f = [*this](int k) mutable { n += k; return n; }; return f(1) + f(1) + n; }
};
int main() {
    int a = 1, b = 2;
    auto copy = [a](int k) { return a + k; };
    auto ref = [&b](int k) { b += k; return b; };
    auto all = [=](int k) { return a * 10 + b + k; };
    auto every = [&](int k) { a++; b++; return a + b + k; };
    auto init = [c = a + 40, &d = b](int k) { d = c; return c + k; };
    auto twice = [&](int k) { auto inner = [&](int j) { return a + j + k; }; return inner(1) + inner(2); };
    a = 100;
    std::printf("%d %d %d\n", copy(1), ref(3), all(4));
    std::printf("%d %d\n", every(5), init(6));
    std::printf("%d %d %d\n", twice(7), a, b);
    std::printf("%d\n", apply([&](int k) { return k * a; }, 3));
    auto generic = [](auto x, auto y) { return x + y; };
    std::printf("%d %g\n", generic(1, 2), generic(1.5, 2));
    Counter c;
    std::printf("%d %d %d\n", c.run(), c.copy(), c.n);
    return 0;
}
