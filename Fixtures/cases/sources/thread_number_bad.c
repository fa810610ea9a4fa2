// midas-flags: -D_GNU_SOURCE
#include <unistd.h>

int g;  // midas: pure

void handle(void) {
    g = gettid();  // midas: source thread-identity effective
}
