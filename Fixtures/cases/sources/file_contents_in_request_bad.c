#include <stdio.h>

int g;  // midas: pure

void handle(void) {
    int value = 0;
    FILE *f = fopen("data", "r");
    if (!f) return;
    fscanf(f, "%d", &value);  // midas: source input effective
    fclose(f);
    g = value;
}
