#include <stdio.h>
#include <time.h>

char text[64];  // midas: pure
int length;     // midas: pure

void handle(void) {
    length = snprintf(text, sizeof text, "%ld", (long)time(0));  // midas: source clock effective
}
