#include <signal.h>
#include <stdio.h>
#include <string.h>

static volatile sig_atomic_t reload;  // midas: pure
static int generation;                // midas: contaminated
static long lines;                    // midas: deterministic

static void on_signal(int number) {
    (void)number;
    reload = 1;  // midas: source signal effective
}

int main(void) {
    char line[256];
    signal(SIGHUP, on_signal);
    while (fgets(line, sizeof line, stdin)) {
        if (reload) {
            reload = 0;
            generation++;
        }
        lines++;
    }
    return 0;
}
