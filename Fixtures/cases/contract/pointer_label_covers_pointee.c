#include <stdlib.h>
#include <string.h>

char *name;  // midas: pure

int main(void) {
    const char *home = getenv("HOME");  // midas: source environment effective
    name = strdup(home ? home : "");
    return 0;
}
