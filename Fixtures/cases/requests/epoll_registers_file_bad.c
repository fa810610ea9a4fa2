// A file of random numbers is watched like a client: what is read may come from either.
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static int total;  // midas: pure

static void watch(int poller, int descriptor) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
    epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event);
}

int main(void) {
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    listen(listener, 64);
    int poller = epoll_create1(0);
    watch(poller, listener);
    watch(poller, open("/dev/random", O_RDONLY | O_NONBLOCK));
    for (;;) {
        struct epoll_event events[64];
        int count = epoll_wait(poller, events, 64, 100);
        for (int i = 0; i < count; i++) {
            int descriptor = events[i].data.fd;
            if (descriptor == listener) {
                watch(poller, accept(listener, 0, 0));
            } else {
                char byte;
                if (read(descriptor, &byte, 1) == 1) total += byte;  // midas: source random effective
            }
        }
    }
}
