#include <stdlib.h>
#include <time.h>

struct stamp {
    long t;  // midas: pure
    long u;  // midas: contaminated
};

struct stamp *g;

void handle(void) {
    struct stamp *s = malloc(sizeof *s);
    if (!s) return;
    s->t = time(0);  // midas: source clock effective
    s->u = s->t;
    g = s;
}
