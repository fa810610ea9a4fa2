#include <unistd.h>

struct message {
    char kind;
    int value;
};

void handle(int out) {
    struct message m;
    m.kind = 1;
    m.value = 2;
    write(out, &m, sizeof m);  // midas: source uninitialised effective; output pure
}
