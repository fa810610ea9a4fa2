#include <stdio.h>

int g;  // midas: pure

void handle(void) {
    int value = 0;
    FILE *f = fopen("/dev/urandom", "r");
    if (!f) return;
    fread(&value, sizeof value, 1, f);  // midas: source random effective
    fclose(f);
    g = value;
}
