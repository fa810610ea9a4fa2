// midas-flags: -std=c11
#include <signal.h>

static volatile sig_atomic_t arrived;  // midas: pure

static void handle(int number) {
    arrived = arrived + 1;  // midas: source signal effective
    (void)number;
}

int main(void) {
    signal(SIGUSR1, handle);
    return 0;
}
