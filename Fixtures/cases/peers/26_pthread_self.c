// midas-flags: -pthread
#include <pthread.h>

unsigned long g;  // midas: pure

void handle(void) {
    g = (unsigned long)pthread_self();  // midas: source thread-identity effective
}
