#include <cstdio>

struct V {
    int x, y;
    V operator+(const V &o) const { return {x + o.x, y + o.y}; }
    V operator-(const V &o) const { return {x - o.x, y - o.y}; }
    V operator-() const { return {-x, -y}; }
    V &operator+=(const V &o) { x += o.x; y += o.y; return *this; }
    V &operator++() { ++x; return *this; }
    V operator++(int) { V old = *this; x++; return old; }
    int operator[](int i) const { return i ? y : x; }
    int operator()(int n) const { return x * n; }
    explicit operator int() const { return x * 100 + y; }
    explicit operator bool() const { return x; }
    bool operator==(const V &o) const { return x == o.x && y == o.y; }
};
V operator*(const V &v, int n) { return {v.x * n, v.y * n}; }
bool operator<(const V &a, const V &b) { return a.x < b.x; }

int main() {
    V a{1, 2}, b{3, 4};
    V c = a + b * 2 - -a;
    printf("%d %d %d %d\n", c.x, c.y, a == b, a != b);
    a += b;
    ++a;
    V old = a++;
    printf("%d %d %d %d\n", a.x, old.x, a[0], a(5));
    printf("%d %d\n", int(a), a < b);
    if (a) printf("true\n");
    return 0;
}
