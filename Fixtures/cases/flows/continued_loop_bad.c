// However a round ends, the clock decides how many there are.
#include <stdio.h>
#include <time.h>

static long rounds;  // midas: contaminated

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        long limit = time(0) % 10;  // midas: source clock effective
        for (long i = 0; i < limit; i++) {
            rounds += 2;
            if (line[i] == 'x') continue;
            line[i] = 'x';
        }
    }
    return 0;
}
