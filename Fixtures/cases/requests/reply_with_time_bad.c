#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int main(void) {
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    listen(listener, 8);
    for (;;) {
        int client = accept(listener, 0, 0);
        char reply[64];
        int n = snprintf(reply, sizeof reply, "%ld", (long)time(0));  // midas: source clock effective
        write(client, reply, n);  // midas: output pure
        close(client);
    }
}
