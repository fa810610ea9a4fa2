#include <stdio.h>
#include <time.h>

static long started;  // midas: pure
static long uptime;   // midas: pure

int main(void) {
    char line[64];
    started = time(0);  // midas: source clock effective
    while (fgets(line, sizeof line, stdin)) uptime = time(0) - started;  // midas: source clock effective
    return 0;
}
