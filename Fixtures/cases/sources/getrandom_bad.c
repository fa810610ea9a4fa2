#include <sys/random.h>

int g;  // midas: pure

void handle(void) {
    int value = 0;
    getrandom(&value, sizeof value, 0);  // midas: source random effective
    g = value;
}
