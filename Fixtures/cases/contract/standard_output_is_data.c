#include <stdio.h>
#include <time.h>

long last;  // midas: pure

void handle(void) {
    last = time(0);  // midas: source clock effective
    printf("%ld\n", last);  // midas: output contaminated
    printf("%ld\n", (long)time(0));  // midas: source clock effective; output pure
    printf("done\n");  // midas: output deterministic
}
