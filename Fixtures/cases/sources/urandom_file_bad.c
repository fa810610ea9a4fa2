#include <fcntl.h>
#include <unistd.h>

int g;  // midas: pure

void handle(void) {
    int value = 0;
    int f = open("/dev/urandom", O_RDONLY);
    read(f, &value, sizeof value);  // midas: source random effective
    close(f);
    g = value;
}
