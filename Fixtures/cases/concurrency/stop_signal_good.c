#include <signal.h>
#include <stdio.h>
#include <string.h>

static volatile sig_atomic_t stop;  // midas: superficial
static long lines;                  // midas: deterministic
static long bytes;                  // midas: deterministic

static void on_signal(int number) {
    (void)number;
    stop = 1;  // midas: source signal superficial
}

int main(void) {
    char line[256];
    signal(SIGTERM, on_signal);
    while (!stop && fgets(line, sizeof line, stdin)) {
        lines++;
        bytes += (long)strlen(line);
    }
    return 0;
}
