// Destructors at every way out of a scope, temporaries, members and bases.
#include <cstdio>
struct T {
    const char *name;
    T(const char *n) : name(n) { std::printf("+%s\n", n); }
    T(const T &o) : name(o.name) { std::printf("copy %s\n", name); }
    ~T() { std::printf("-%s\n", name); }
    int value() const { return name[0]; }
};
struct Base { T b{"base"}; virtual ~Base() { std::printf("~Base\n"); } virtual int id() { return 1; } };
struct Derived : Base { T m{"member"}; ~Derived() override { std::printf("~Derived\n"); } int id() override { return 2; } };
static T make(const char *n) { return T(n); }
static int take(T t, const T &u) { return t.value() + u.value(); }
static int leave(int n) {
    for (int i = 0; i < 4; i++) {
        T loop("loop");
        if (i == 0) continue;
        { T inner("inner"); if (n == 1) break; if (n == 2) return 7; if (n == 3) goto out; }
    }
    std::printf("after\n");
out:
    return 0;
}
int main() {
    std::printf("%d\n", leave(1)); std::printf("%d\n", leave(2)); std::printf("%d\n", leave(3));
    std::printf("%d\n", take(make("a"), T("b")));
    const T &kept = make("kept");
    std::printf("kept %s\n", kept.name);
    int n = 3;
    std::printf("%d\n", n > 2 ? make("x").value() : make("y").value());
    if (n > 5 && make("never").value()) std::printf("no\n");
    Base *p = new Derived;
    std::printf("%d\n", p->id());
    delete p;
    T *array = new T[2]{{"one"}, {"two"}};
    delete[] array;
    T two[2] = {T("first"), T("second")};
    T copy = two[1];
    return copy.value() == 's' ? 0 : 1;
}
