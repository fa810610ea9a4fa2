// midas-faults: io
#include <unistd.h>

int length;  // midas: pure

int main(void) {
    char b[64];
    length = read(0, b, sizeof b);  // midas: source input effective
    return 0;
}
