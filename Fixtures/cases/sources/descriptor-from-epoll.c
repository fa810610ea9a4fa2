// The descriptor comes back from the kernel with its event: what is received are requests, since
// the program has no other socket.
#include <netinet/in.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static char last[64];  // midas: deterministic

int main(void) {
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET};
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) return 1;
    listen(listener, 8);
    int poller = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data = {.fd = listener}};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        struct epoll_event ready;
        if (epoll_wait(poller, &ready, 1, -1) < 1) continue;
        if (ready.data.fd == listener) {
            struct epoll_event other = {.events = EPOLLIN};
            other.data.fd = accept(listener, 0, 0);
            epoll_ctl(poller, EPOLL_CTL_ADD, other.data.fd, &other);
            continue;
        }
        char line[64] = {0};
        if (recv(ready.data.fd, line, sizeof line - 1, 0) <= 0) {  // midas: no-source
            close(ready.data.fd);
            continue;
        }
        memcpy(last, line, sizeof last);
    }
}
