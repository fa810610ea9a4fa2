#define _GNU_SOURCE
#include <netinet/in.h>
#include <sys/socket.h>

static int family;  // midas: pure
static int port;    // midas: deterministic

void named(int fd) {
    struct sockaddr_storage own;
    socklen_t length = sizeof own;
    getsockname(fd, (struct sockaddr *)&own, &length);  // midas: source environment effective
    family = own.ss_family;                             // midas: no-source
}

void accepted(int fd) {
    struct sockaddr_in peer;
    socklen_t length = sizeof peer;
    if (accept(fd, (struct sockaddr *)&peer, &length) >= 0)
        port = peer.sin_port;  // midas: no-source
}
