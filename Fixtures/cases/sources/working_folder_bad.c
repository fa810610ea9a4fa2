#include <unistd.h>

char g;  // midas: pure

void handle(void) {
    char path[256] = "";
    getcwd(path, sizeof path);  // midas: source environment effective
    g = path[1];
}
