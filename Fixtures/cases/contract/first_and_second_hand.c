#include <stdlib.h>

int foo[100];  // midas: pure
int bar[200];  // midas: contaminated
int baz[100];  // midas: deterministic

void handle(int j) {
    foo[j] = random();  // midas: source random effective
    bar[j + 100] = foo[j];
    baz[j] = baz[j] + 10;
}
