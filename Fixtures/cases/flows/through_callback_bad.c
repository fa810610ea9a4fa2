#include <time.h>

long g;  // midas: pure

static void visit(void (*each)(long, void *), void *data) {
    each(time(0), data);  // midas: source clock effective
}

static void keep(long value, void *data) { *(long *)data = value; }

void handle(void) { visit(keep, &g); }
