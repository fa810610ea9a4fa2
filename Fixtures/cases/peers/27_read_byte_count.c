// midas-faults: io
#include <unistd.h>

int g;  // midas: pure

void handle(int f) {
    char buffer[64];
    g = read(f, buffer, sizeof buffer);  // midas: source input effective
}
