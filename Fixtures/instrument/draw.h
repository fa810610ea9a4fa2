#ifndef DRAW_H
#define DRAW_H

#include <stdlib.h>

static inline unsigned inline_draw(void) { return 1u + (random() % 2 == 0); }

#endif
