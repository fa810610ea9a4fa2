// A library may be handed any descriptor, whatever it opens itself.
#include <sys/socket.h>
#include <unistd.h>

static char header[16];  // midas: pure
static int listener;     // midas: deterministic

void serve(void) {
    listener = socket(AF_INET, SOCK_STREAM, 0);
    listen(listener, 8);
}

void take(int descriptor) {
    read(descriptor, header, sizeof header);  // midas: source input effective
}
