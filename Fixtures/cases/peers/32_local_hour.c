#include <time.h>

int g;  // midas: pure

void handle(long moment) {
    time_t when = moment;
    struct tm *local = localtime(&when);  // midas: source environment effective
    g = local->tm_hour;
}
