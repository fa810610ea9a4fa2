// A pure virtual function has no body: a call runs what overrides it, and nothing else.
#include <ctime>

struct Shape {
    virtual int area(int scale) = 0;
    virtual ~Shape() {}
};

struct Square : Shape {
    int side = 2; // midas: deterministic
    int area(int scale) override { return side * scale; }
};

struct Clock {
    virtual int now() = 0;
    virtual ~Clock() {}
};

struct Wall : Clock {
    int now() override { return (int)time(nullptr); } // midas: source clock effective
};

int fixed; // midas: deterministic
int late;  // midas: pure
int drawn; // midas: pure

static int measure(Shape &shape, int scale) { return shape.area(scale); }
static int ask(Clock *clock) { return clock->now(); }

int main() {
    Square square;
    Wall wall;
    late = ask(&wall);
    fixed = measure(square, 3);
    drawn = measure(square, ask(&wall));
    return 0;
}
