#include <unistd.h>

int g;  // midas: pure

void handle(void) {
    g = getppid();  // midas: source process-identity effective
}
