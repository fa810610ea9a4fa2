#include <stdio.h>
#include <stdlib.h>

static int fixed;    // midas: deterministic
static int drawn;    // midas: pure
static int tested;   // midas: deterministic

static void seed(void) { srand(42); }

static void draw_late(void) {
    seed();
    tested = rand();  // midas: no-source
}

int main(int argc, char **argv) {
    char line[64];
    (void)argv;
    if (argc > 1) srand(7);
    drawn = rand();  // midas: source random effective
    srand(3);
    while (fgets(line, sizeof line, stdin)) {
        if (line[0] == 't') draw_late();
        fixed = rand();  // midas: no-source
    }
    return 0;
}
