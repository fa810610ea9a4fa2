// One flag ends the loop, the other is only kept: a signal leaves it set.
#include <signal.h>
#include <stdio.h>

static volatile sig_atomic_t stop;    // midas: superficial
static volatile sig_atomic_t reload;  // midas: pure

static void on_signal(int number) {
    if (number == SIGTERM)
        stop = 1;
    else
        reload = 1;  // midas: source signal effective
}

int main(void) {
    signal(SIGTERM, on_signal);
    signal(SIGHUP, on_signal);
    char line[80];
    while (!stop && fgets(line, sizeof line, stdin)) {
    }
    return 0;
}
