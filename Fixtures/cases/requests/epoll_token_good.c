#include <stdio.h>
#include <sys/epoll.h>
#include <unistd.h>

struct loop {
    int ready;     // midas: deterministic
    int handled;   // midas: deterministic
    struct epoll_event events[16];
};

static struct loop loop;
static int widest;  // midas: pure

static void handle(int fd) {
    char byte;
    if (read(fd, &byte, 1) == 1) loop.handled++;
}

int main(void) {
    int poller = epoll_create1(0);
    for (;;) {
        loop.ready = epoll_wait(poller, loop.events, 16, -1);
        for (int i = 0; i < loop.ready; i++) handle(loop.events[i].data.fd);
        int n = epoll_wait(poller, loop.events, 16, 0);  // midas: source scheduling effective
        if (n > widest) widest = n;
    }
}
