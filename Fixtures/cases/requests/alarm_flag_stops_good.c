#include <signal.h>
#include <stdio.h>

static volatile sig_atomic_t stop;  // midas: superficial
static int lines;                   // midas: deterministic

static void on_signal(int number) {
    (void)number;
    stop = 1;
}

int main(void) {
    char line[64];
    signal(SIGTERM, on_signal);
    while (!stop && fgets(line, sizeof line, stdin)) lines++;
    return 0;
}
