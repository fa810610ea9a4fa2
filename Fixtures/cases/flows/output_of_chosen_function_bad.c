#include <stdio.h>
#include <stdlib.h>

static void ring(void) {
    puts("ring");  // midas: output contaminated
}

static void wait(void) {}

static void (*const actions[2])(void) = {ring, wait};

int main(void) {
    char line[16];
    while (fgets(line, sizeof line, stdin)) {
        actions[rand() & 1]();  // midas: source random effective
    }
    return 0;
}
