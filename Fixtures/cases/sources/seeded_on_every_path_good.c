#include <stdio.h>
#include <stdlib.h>

static int ticket;  // midas: deterministic
static int coin;    // midas: deterministic

static void usage(void) {
    fputs("usage\n", stderr);
    exit(2);
}

static void choose(int mode) {
    if (mode == 1)
        srand(1);
    else if (mode == 2)
        srand(2);
    else
        usage();
}

static int draw(void) { return rand() % 6; }  // midas: no-source

static void flip(void) { coin = draw() & 1; }

int main(int argc, char **argv) {
    char line[64];
    (void)argv;
    choose(argc);
    while (fgets(line, sizeof line, stdin)) {
        ticket = draw();
        flip();
    }
    return 0;
}
