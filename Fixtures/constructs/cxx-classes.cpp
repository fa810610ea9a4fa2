// Implicit members, member initialisers, delegation, virtual bases kept out, operators, templates.
#include <cstdio>
struct P { int x = 1; int y{2}; int arr[3] = {7, 8, 9}; };
struct Q { P p; int z; Q() : z(3) {} Q(int n) : Q() { z = n; } };
struct V { int *data; int n; V(int n) : data(new int[n]()), n(n) {} V(const V &o) : data(new int[o.n]), n(o.n) { for (int i = 0; i < n; i++) data[i] = o.data[i]; } V &operator=(const V &o) { for (int i = 0; i < n; i++) data[i] = o.data[i]; return *this; } ~V() { delete[] data; } int &operator[](int i) { return data[i]; } int operator()(int a, int b = 4) const { return a * b + n; } explicit operator bool() const { return n > 0; } operator int() const { return n * 100; } V &operator++() { n++; return *this; } int operator++(int) { return n++; } bool operator==(const V &o) const { return n == o.n; } };
struct Holder { V a{3}; V b{2}; int k = 9; };
struct A { virtual int f(int n = 1) { return n; } virtual ~A() {} int plain() { return f() + 1; } };
struct B : A { int f(int n) override { return n * 2 + A::f(n); } };
struct C { int c = 4; }; struct D : A, C { int f(int) override { return c; } int d = 6; };

template <class T> T biggest(T a, T b) { return a < b ? b : a; }
template <class... T> int total(T... t) { return (t + ... + 0); }
static int counted() { static int calls = 0; static V once(calls + 5); return once.n + ++calls; }
int main() {
    Q q, r(8), s = r; s = q;
    std::printf("%d %d %d %d %d\n", q.p.x, q.p.arr[2], r.z, r.p.y, s.z);
    V v(3); v[1] = 5; V w = v; w[1]++; v = w; v[0] = 2;
    std::printf("%d %d %d %d %d\n", v[1], w[0], v(2), v(2, 3), v ? 1 : 0);
    ++v; v++; std::printf("%d %d\n", (int)v, v == w);
    Holder h; h.a[0] = 4; Holder g = h; g.a[0]++; h = g; std::printf("%d %d %d\n", h.a[0], g.a[0], g.k);
    B b; A *a = &b; std::printf("%d %d %d\n", a->f(), a->plain(), b.A::f(3));
    D d; C *c = &d; A *da = &d; std::printf("%d %d %d\n", c->c, da->f(0), static_cast<D *>(c)->d);
    std::printf("%d\n", dynamic_cast<D *>(da) != nullptr);

    std::printf("%d %d\n", biggest(3, 4), total(1, 2, 3));
    std::printf("%d %d\n", counted(), counted());
    int C::*pm = &C::c; int (A::*pf)(int) = &A::f; std::printf("%d %d\n", d.*pm, (a->*pf)(5));
    struct { int a, b; } pair = {3, 4}; auto [x, y] = pair; auto &[rx, ry] = pair; rx = 10; std::printf("%d %d %d\n", x, y, pair.a + ry);
    int values[] = {1, 2, 3}; int sum = 0; for (auto &e : values) { if (e == 2) continue; sum += e; e = 0; } for (int e : values) sum += e;
    std::printf("%d\n", sum);
    enum class E { one = 1, two }; E e = E::two; switch (e) { case E::one: return 1; case E::two: break; }
    if (int n = total(4, 5); n > 8) std::printf("%d\n", n);
    return 0;
}
