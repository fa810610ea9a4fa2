// midas-flags: -std=c++17
#include <cstdlib>

struct Shape {
    virtual int sides() const { return 0; }
    virtual ~Shape() = default;
};
struct Square : Shape {
    int sides() const override { return 4; }
};
struct Triangle : Shape {
    int sides() const override { return 3; }
};

static Square square;
static Triangle triangle;
static int sides;  // midas: contaminated

void handle(int key) {
    const Shape *shape = &square;
    if (rand() & 1) shape = &triangle;  // midas: source random effective
    sides = shape->sides() + key;
}
