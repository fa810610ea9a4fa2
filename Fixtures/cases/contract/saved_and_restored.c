#include <stdlib.h>

int depth;  // midas: superficial
int mode;   // midas: superficial
int level = 3;

void handle(void) {
    int saved = mode;
    mode = rand();  // midas: source random superficial
    mode = saved;
    if (rand() & 1) {  // midas: source random superficial
        depth++;
        depth--;
    }
}
