// The same loop that waits as long as it takes.
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct loop {
    int handle;
    struct epoll_event events[32];
};

static struct loop loop;
static long waits;         // midas: deterministic
static long idle;          // midas: deterministic
static int mode;           // midas: deterministic
static long handled;       // midas: deterministic
static long seen_mode;     // midas: deterministic

static int wait_for(struct loop *l, int limit) {
    waits++;
    int count = epoll_wait(l->handle, l->events, 32, limit);  // midas: no-source
    if (count < 0) return -1;
    if (count == 0) return 0;
    return count;
}

static void handle(int fd) {
    char byte;
    if (read(fd, &byte, 1) == 1) handled++;
    seen_mode += mode;
}

static void dispatch(struct loop *l, int count) {
    for (int i = 0; i < count; i++) handle(l->events[i].data.fd);
}

static void on_idle(void) {
    idle++;
    mode = 1;
}

int main(void) {
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {0};
    bind(listener, (struct sockaddr *)&address, sizeof address);
    listen(listener, 16);
    int client = accept(listener, 0, 0);
    loop.handle = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = client};
    epoll_ctl(loop.handle, EPOLL_CTL_ADD, client, &event);
    for (;;) {
        int count = wait_for(&loop, -1);
        if (count < 0) break;
        if (!count) on_idle();
        dispatch(&loop, count);
    }
    return 0;
}
