#include <time.h>

int g;  // midas: pure

void handle(void) {
    time_t now = time(0);  // midas: source clock effective
    struct tm parts;
    gmtime_r(&now, &parts);
    g = parts.tm_min;
}
