#include <cstdio>
#include <new>

struct T {
    int n;
    explicit T(int n = 0) : n(n) { printf("+%d ", n); }
    T(const T &o) : n(o.n + 100) { printf("c%d ", n); }
    T(T &&o) noexcept : n(o.n + 1000) { o.n = -1; printf("m%d ", n); }
    T &operator=(const T &o) { n = o.n; printf("=%d ", n); return *this; }
    ~T() { printf("-%d ", n); }
};

int main() {
    alignas(T) unsigned char room[sizeof(T)];
    T *t = new (room) T(9);
    printf("%d ", t->n);
    t->~T();
    T *again = ::new (static_cast<void *>(room)) T(10);
    printf("%d ", again->n);
    again->~T();
    printf("| ");
    return 0;
}
