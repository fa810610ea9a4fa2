#include <cstdio>

struct T {
    int n;
    explicit T(int n = 0) : n(n) { printf("+%d ", n); }
    T(const T &o) : n(o.n + 100) { printf("c%d ", n); }
    T(T &&o) noexcept : n(o.n + 1000) { o.n = -1; printf("m%d ", n); }
    T &operator=(const T &o) { n = o.n; printf("=%d ", n); return *this; }
    ~T() { printf("-%d ", n); }
};
static void use(const T &t) { printf("use%d ", t.n); }

int main() {
    printf("%d ", T(1).n + T(2).n);
    const T &r = T(3);
    printf("%d | ", r.n);
    use(T(4));
    T(5);
    printf("end ");
    return 0;
}
