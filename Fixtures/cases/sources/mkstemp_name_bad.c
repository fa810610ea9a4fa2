#include <stdlib.h>
#include <string.h>

char * g;  // midas: pure

void handle(void) {
    char name[] = "/tmp/aXXXXXX";
    mkstemp(name);  // midas: source random effective
    g = strdup(name);
}
