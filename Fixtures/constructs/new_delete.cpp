#include <cstdio>

struct T {
    int n;
    explicit T(int n = 0) : n(n) { printf("+%d ", n); }
    T(const T &o) : n(o.n + 100) { printf("c%d ", n); }
    T(T &&o) noexcept : n(o.n + 1000) { o.n = -1; printf("m%d ", n); }
    T &operator=(const T &o) { n = o.n; printf("=%d ", n); return *this; }
    ~T() { printf("-%d ", n); }
};

int main() {
    T *a = new T(1);
    T *b = new T[2];
    int *n = new int(7), *z = new int[3]();
    printf("%d %d %d ", a->n, *n, z[2]);
    delete a;
    delete[] b;
    delete n;
    delete[] z;
    T *none = nullptr;
    delete none;
    printf("| ");
    return 0;
}
