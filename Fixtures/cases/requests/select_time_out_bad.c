// What a time-out changes falls at another point of the order in every replica.
#include <netinet/in.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

static long idle_rounds;  // midas: contaminated
static long forgotten;    // midas: contaminated
static long total;        // midas: deterministic

static void forget(void) { forgotten++; }

int main(void) {
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {0};
    bind(listener, (struct sockaddr *)&address, sizeof address);
    listen(listener, 16);
    int client = accept(listener, 0, 0);
    for (;;) {
        fd_set ready;
        FD_ZERO(&ready);
        FD_SET(client, &ready);
        struct timeval limit = {1, 0};
        int count = select(client + 1, &ready, NULL, NULL, &limit);
        if (count < 0) break;
        if (count == 0) {
            idle_rounds++;
            forget();
            continue;
        }
        char byte;
        if (read(client, &byte, 1) != 1) break;
        total += byte;
    }
    return 0;
}
