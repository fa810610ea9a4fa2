#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "queue.h"
#include "store.h"
#include "worker.h"

#define WORKERS 4

static int listen_on(unsigned short port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    int yes = 1;
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    if (listener < 0)
        return -1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 ||
        listen(listener, SOMAXCONN) < 0) {
        close(listener);
        return -1;
    }
    return listener;
}

int main(int argc, char **argv)
{
    unsigned short port = argc > 1 ? (unsigned short)atoi(argv[1]) : 7070;
    unsigned capacity = argc > 2 ? (unsigned)atoi(argv[2]) : 1000;
    int listener;

    signal(SIGPIPE, SIG_IGN);
    store_open(capacity);
    listener = listen_on(port);
    if (listener < 0 || start_workers(WORKERS) < 0) {
        fprintf(stderr, "ticketd: %s\n", strerror(errno));
        return 1;
    }
    for (;;) {
        int connection = accept(listener, NULL, NULL);

        if (connection >= 0)
            queue_put(connection);
        else if (errno != EINTR)
            perror("accept");
    }
}
