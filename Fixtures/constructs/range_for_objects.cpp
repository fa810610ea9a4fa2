#include <cstdio>

struct Iterator { int i; int operator*() const { return i; } Iterator &operator++() { ++i; return *this; } bool operator!=(Iterator o) const { return i != o.i; } };
struct Range { int low, high; Iterator begin() const { return {low}; } Iterator end() const { return {high}; } };

int main() {
    int sum = 0;
    for (int x : Range{2, 6}) { if (x == 4) continue; sum += x; }
    printf("%d\n", sum);
    return 0;
}
