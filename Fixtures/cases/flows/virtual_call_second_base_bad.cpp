// midas-flags: -std=c++17
#include <cstdlib>

struct Named {
    virtual const char *name() const { return "named"; }
    virtual ~Named() = default;
    int id = 0;
};
struct Timed {
    virtual long delay() const { return 5; }
    virtual ~Timed() = default;
    int rounds = 0;
};
struct Retry : Named, Timed {
    long delay() const override { return random() % 10; }  // midas: source random effective
};

static Retry retry;
static Timed *timer = &retry;
static long next;  // midas: pure

void handle(int) { next = timer->delay(); }
