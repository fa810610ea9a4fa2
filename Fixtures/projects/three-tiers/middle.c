#include <stdlib.h>
#include <sys/time.h>

#include "bar.h"

long a; // first-hand: a random number
long b; // second-hand
long c; // first-hand: the time
long d; // second-hand
long requests;

void foo(void) {
    struct timeval now;
    requests++;
    a = random();
    b = a + 5;
    bar(a);
    gettimeofday(&now, NULL);
    c = now.tv_sec;
    d = c * 60;
}
