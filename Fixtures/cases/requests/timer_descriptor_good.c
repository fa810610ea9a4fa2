// A timer among the descriptors that sets what nothing else sets.
#include <netinet/in.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

static long expired;    // midas: superficial
static long requests;   // midas: deterministic
static int clients;     // midas: deterministic

static void expire(void) { expired = 1; }

static void request(int fd) {
    char byte;
    if (read(fd, &byte, 1) == 1) requests++;
}

int main(void) {
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {0};
    bind(listener, (struct sockaddr *)&address, sizeof address);
    listen(listener, 16);
    int timer = timerfd_create(CLOCK_MONOTONIC, 0);  // midas: source scheduling superficial
    struct itimerspec spec = {{1, 0}, {1, 0}};
    timerfd_settime(timer, 0, &spec, 0);
    int ep = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    event.data.fd = listener;
    epoll_ctl(ep, EPOLL_CTL_ADD, listener, &event);
    event.data.fd = timer;
    epoll_ctl(ep, EPOLL_CTL_ADD, timer, &event);
    for (;;) {
        struct epoll_event ready[16];
        int count = epoll_wait(ep, ready, 16, -1);
        for (int i = 0; i < count; i++) {
            int fd = ready[i].data.fd;
            if (fd == timer) {
                uint64_t times;
                if (read(timer, &times, sizeof times) != sizeof times) continue;
                expire();
            } else if (fd == listener) {
                int client = accept(listener, 0, 0);
                event.data.fd = client;
                epoll_ctl(ep, EPOLL_CTL_ADD, client, &event);
                clients++;
            } else {
                request(fd);
            }
        }
    }
}
