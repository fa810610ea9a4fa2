#include <sys/stat.h>

int g;  // midas: pure

void handle(void) {
    g = umask(0);  // midas: source environment effective
}
