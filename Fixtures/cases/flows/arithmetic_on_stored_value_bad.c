#include <time.h>

long start;   // midas: pure
long uptime;  // midas: pure

int main(void) {
    start = time(0);  // midas: source clock effective
    uptime = time(0) - start;  // midas: source clock effective
    return 0;
}
