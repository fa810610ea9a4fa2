#include <stdlib.h>
#include <string.h>

char name[64];  // midas: pure
char fixed[64];  // midas: deterministic

void handle(void) {
    const char *user = getenv("USER");  // midas: source environment effective
    strncpy(name, user ? user : "", sizeof name - 1);
    strcpy(fixed, "none");
}
