#include <unistd.h>

int g;  // midas: pure

void handle(void) {
    g = getpid();  // midas: source process-identity effective
}
