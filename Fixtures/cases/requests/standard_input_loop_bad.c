#include <stdio.h>
#include <time.h>

static long last;   // midas: pure
static int lines;   // midas: deterministic
static long since;  // midas: contaminated

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {  // midas: no-source
        since = last;
        last = time(0);  // midas: source clock effective
        lines++;
    }
    return 0;
}
