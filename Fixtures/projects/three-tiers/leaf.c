#include <stdlib.h>

#include "bar.h"

long e; // first-hand: a random number
long f; // equal in all replicas that got the same message

void bar(long a) {
    e = random();
    f = a + 5;
}
