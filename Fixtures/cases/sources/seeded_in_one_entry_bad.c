#include <stdlib.h>

static int drawn;  // midas: pure

void begin(void) { srand(1); }

void next(void) { drawn = rand(); }  // midas: source random effective
