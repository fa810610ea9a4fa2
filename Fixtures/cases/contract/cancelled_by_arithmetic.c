#include <stdlib.h>

int a;  // midas: superficial
int b;  // midas: superficial
int c;  // midas: superficial
int d;  // midas: pure

void handle(void) {
    int x = rand();
    a = x & 0;
    b = x * 0;
    c = x - x;
    d = x | 1;
}
