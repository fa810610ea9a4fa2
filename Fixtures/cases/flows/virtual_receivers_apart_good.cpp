// midas-flags: -std=c++17
#include <cstdlib>

/* Both calls go through one interface that is the second base of what they run. */
struct Named {
    virtual ~Named() = default;
    const char *name = "";
};
struct Source {
    virtual void fill() = 0;
    virtual ~Source() = default;
};
struct Dice : Named, Source {
    long rolled = 0;                               // midas: pure
    void fill() override { rolled = std::rand(); }  // midas: source random effective
};
struct Steps : Named, Source {
    long taken = 0;  // midas: deterministic
    void fill() override { taken = taken + 1; }
};

static Dice dice;
static Steps steps;
static Source *const sources[] = {&dice, &steps};

void handle(int key) { sources[key & 1]->fill(); }
