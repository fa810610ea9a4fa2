#include <unistd.h>

int g;  // midas: pure

void handle(void) {
    g = getuid();  // midas: source environment effective
}
