#include <string.h>
#include <time.h>

struct record {
    long id;     // midas: deterministic
    long stamp;  // midas: pure
};

struct record table[8];

void handle(long id) {
    struct record r;
    r.id = id;
    r.stamp = time(0);  // midas: source clock effective
    memcpy(&table[id & 7], &r, sizeof r);
}
