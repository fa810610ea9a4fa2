#include <stdio.h>

char g;  // midas: pure

void handle(void) {
    char text[32];
    int local = 0;
    snprintf(text, sizeof text, "%p", (void *)&local);  // midas: source address effective
    g = text[5];
}
