#include <time.h>

struct entry {
    long created;  // midas: pure
    int size;      // midas: deterministic
};

struct entry table[4];  // midas: pure

void handle(int i) {
    table[i].created = time(0);  // midas: source clock effective
    table[i].size = i;
}
