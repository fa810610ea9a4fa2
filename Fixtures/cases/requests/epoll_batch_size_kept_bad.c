#include <sys/epoll.h>

static int batch;  // midas: pure

int main(void) {
    int poller = epoll_create1(0);
    struct epoll_event events[16];
    for (;;) {
        batch = epoll_wait(poller, events, 16, -1);  // midas: source scheduling effective
    }
}
