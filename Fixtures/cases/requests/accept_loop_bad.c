#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int served;   // midas: deterministic
static long latest;  // midas: pure

static void serve(int client) {
    char buffer[64];
    memset(buffer, 0, sizeof buffer);
    read(client, buffer, sizeof buffer);
    latest = time(0);  // midas: source clock effective
    served++;
    write(client, "ok", 2);  // midas: output deterministic
}

int main(void) {
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(7000);
    bind(listener, (struct sockaddr *)&address, sizeof address);
    listen(listener, 8);
    for (;;) {
        int client = accept(listener, 0, 0);
        if (client < 0) continue;
        serve(client);
        close(client);
    }
}
