#include <unistd.h>

char g;  // midas: pure

void handle(void) {
    char name[64] = "";
    gethostname(name, sizeof name);  // midas: source environment effective
    g = name[0];
}
