#include <time.h>

struct pair {
    long stamp;
    long size;
};

long size;  // midas: deterministic

void handle(long n) {
    struct pair p;
    p.stamp = time(0);  // midas: source clock superficial
    p.size = n;
    size = p.size;
}
