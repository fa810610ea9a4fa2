// What a library keeps in a variable of its own comes from the call that set it.
#include <stdio.h>
#include <time.h>

static long offset;     // midas: pure
static int summer;      // midas: pure
static int lines;       // midas: deterministic

int main(void) {
    char line[64];
    tzset();  // midas: source environment effective
    offset = timezone;
    summer = daylight;
    while (fgets(line, sizeof line, stdin)) lines++;
}
