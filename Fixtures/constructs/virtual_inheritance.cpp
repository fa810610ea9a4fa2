// midas-gap: virtual bases are not constructed by the most derived class
#include <cstdio>

struct V { int x = 5; virtual ~V() {} };
struct L : virtual V { int l = 1; };
struct R : virtual V { int r = 2; };
struct D : L, R { int d = 3; };

int main() {
    D d;
    printf("%d %d %d\n", d.x, static_cast<L &>(d).x, static_cast<R &>(d).x);
    d.x = 9;
    L *l = &d;
    R *r = &d;
    V *v = r;
    printf("%d %d %d %d\n", l->x, r->x, v->x, v == static_cast<V *>(l));
    return 0;
}
