#include <sys/stat.h>

long g;  // midas: pure

void handle(void) {
    struct stat s;
    stat("data", &s);  // midas: source input effective
    g = s.st_mtime;
}
