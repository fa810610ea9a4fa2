#include <sys/epoll.h>
#include <unistd.h>

static int events_seen;
static int handled;  // midas: deterministic

int main(void) {
    int poller = epoll_create1(0);
    struct epoll_event events[16];
    for (;;) {
        int n = epoll_wait(poller, events, 16, -1);  // midas: no-source
        for (int i = 0; i < n; i++) {
            char b[16];
            if (read(events[i].data.fd, b, sizeof b) > 0) handled++;
        }
    }
}
