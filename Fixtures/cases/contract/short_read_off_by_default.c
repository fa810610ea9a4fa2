#include <unistd.h>

int length;  // midas: deterministic

int main(void) {
    char b[64];
    length = read(0, b, sizeof b);  // midas: no-source
    return 0;
}
