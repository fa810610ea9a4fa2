#include <unistd.h>

int g;  // midas: pure

void handle(void) {
    int child = fork();  // midas: source process-identity effective
    if (child == 0) _exit(0);
    g = child;
}
