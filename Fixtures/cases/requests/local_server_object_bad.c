// midas-gap: line 6, expected pure, found deterministic
#include <stdio.h>
#include <time.h>

struct server {
    long last;  // midas: pure
    int lines;  // midas: deterministic
};

int main(void) {
    struct server server = {0, 0};
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        server.last = time(0);  // midas: source clock effective
        server.lines++;
    }
    return 0;
}
