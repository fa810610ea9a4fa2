#include <stdlib.h>

int g;  // midas: pure

void handle(void) {
    const char *text = getenv("LIMIT");  // midas: source environment effective
    g = atoi(text ? text : "0");
}
