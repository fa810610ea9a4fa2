// midas-flags: -std=c++17
#include <cstdlib>

static int made;   // midas: pure
static int asked;  // midas: deterministic

/* While the base is made, the object is one of the base's class. */
struct Shape {
    Shape() { made = number(); }
    virtual int number() const { return std::rand(); }  // midas: source random effective
    virtual ~Shape() = default;
};
struct Square : Shape {
    int number() const override { return 4; }
};

static Square square;
static const Shape *shape = &square;

void handle(int) { asked = shape->number(); }
