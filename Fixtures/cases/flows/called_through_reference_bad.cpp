#include <ctime>
#include <map>
#include <vector>

// What is called is a pointer that a reference leads to: an element, or what a function gives.
using Handler = void (*)(int);

static long by_index, by_key, by_reference;  // midas: by_index=pure, by_key=pure, by_reference=pure
static long by_value;                        // midas: pure

static void first(int) { by_index = time(nullptr); }       // midas: source clock effective
static void second(int) { by_key = time(nullptr); }        // midas: source clock effective
static void third(int) { by_reference = time(nullptr); }   // midas: source clock effective
static void fourth(int) { by_value = time(nullptr); }      // midas: source clock effective

static Handler held = third;  // midas: deterministic
static Handler &pick() { return held; }
static Handler give() { return fourth; }

void handle(int x) {
    std::vector<Handler> handlers{first};
    handlers[0](x);
    std::map<int, Handler> table;
    table[1] = second;
    table.at(1)(x);
    pick()(x);
    give()(x);
}
