#include <time.h>

long g;  // midas: pure

void handle(int flag) {
    g = time(0);  // midas: source clock effective
    if (flag) g = 0;
}
