// One generator is seeded from the clock, the other is not: the helper that steps both joins nothing.
#include <stdint.h>
#include <stdio.h>
#include <time.h>

static uint32_t simulation = 12345;  // midas: deterministic
static uint32_t effects;             // midas: pure
static int units;                    // midas: deterministic
static int particles;                // midas: contaminated

static uint32_t next(uint32_t *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

int main(void) {
    char line[32];
    effects = (uint32_t)time(NULL);  // midas: source clock effective
    while (fgets(line, sizeof line, stdin)) {
        if (next(&simulation) % 3 == 0) units++;
        if (next(&effects) % 3 == 0) particles++;
    }
}
