// As descriptor-from-epoll.c, but the program also asks another service, whose answers come the
// same way.
#include <netinet/in.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

static char last[64];  // midas: pure

int main(void) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    bind(listener, (struct sockaddr *)&address, sizeof address);
    listen(listener, 8);
    int service = socket(AF_INET, SOCK_STREAM, 0);
    connect(service, (struct sockaddr *)&address, sizeof address);
    int poller = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data = {.fd = service}};
    epoll_ctl(poller, EPOLL_CTL_ADD, service, &event);
    for (;;) {
        struct epoll_event ready;
        if (epoll_wait(poller, &ready, 1, -1) < 1) continue;
        char line[64] = {0};
        recv(ready.data.fd, line, sizeof line - 1, 0);  // midas: source input effective
        memcpy(last, line, sizeof last);
    }
}
