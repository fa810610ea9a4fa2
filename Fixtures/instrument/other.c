#include "draw.h"

extern int printf(const char *, ...);

unsigned kept;

void keep(void) { kept = inline_draw(); }

int main(void) {
    keep();
    printf("%d\n", kept > 0);
    return 0;
}
