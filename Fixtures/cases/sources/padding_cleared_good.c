#include <string.h>
#include <unistd.h>

struct message {
    char kind;
    int value;
};

void handle(int out) {
    struct message m;
    memset(&m, 0, sizeof m);
    m.kind = 1;
    m.value = 2;
    write(out, &m, sizeof m);  // midas: no-source; output deterministic
}
