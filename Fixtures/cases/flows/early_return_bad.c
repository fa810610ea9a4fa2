// The count is left out where the clock says so.
#include <stdio.h>
#include <time.h>

static time_t last;  // midas: pure
static long seen;    // midas: contaminated

static int admit(int id) {
    if (id > 100) return 0;
    time_t now = time(0);  // midas: source clock effective
    if (now == last) return 1;
    last = now;
    seen++;
    return 0;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) admit(line[0]);
    return 0;
}
