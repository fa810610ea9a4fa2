#include <cstdio>

struct Range {
    int from, to;
    struct Iterator {
        int at;
        int operator*() const { return at; }
        Iterator &operator++() { ++at; return *this; }
        friend bool operator!=(const Iterator &a, const Iterator &b) { return a.at != b.at; }
    };
    Iterator begin() const { return {from}; }
    Iterator end() const { return {to}; }
};
struct Bag { int items[3] = {4, 5, 6}; };
static const int *begin(const Bag &b) { return b.items; }
static const int *end(const Bag &b) { return b.items + 3; }

int main() {
    int sum = 0;
    for (int n : Range{2, 6}) sum += n;
    for (auto n : Bag{}) sum += n * 100;
    for (Range r{0, 3}; int n : r) sum += n * 10000;
    printf("%d\n", sum);
    return 0;
}
