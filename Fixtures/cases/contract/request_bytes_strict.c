// midas-profile: strict
#include <string.h>
#include <sys/socket.h>

char last[128];  // midas: pure

void serve(int listener) {
    for (;;) {
        int client = accept(listener, 0, 0);
        char buffer[128];
        memset(buffer, 0, sizeof buffer);
        recv(client, buffer, sizeof buffer, 0);  // midas: source input effective
        memcpy(last, buffer, sizeof last);
    }
}
