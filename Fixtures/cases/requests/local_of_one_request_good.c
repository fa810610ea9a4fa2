#include <stdio.h>
#include <time.h>

static int lines;  // midas: deterministic

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        long begin = time(0);  // midas: source clock superficial
        lines++;
        fprintf(stderr, "%ld\n", begin);
    }
    return 0;
}
