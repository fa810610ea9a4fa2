// What a demultiplexer gives out was registered with it: no other file that the program has open.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>
#include <fcntl.h>
static int g;  // midas: deterministic
static int random_fd;
static unsigned char seed; // midas: pure
int main(void) {
    random_fd = open("/dev/urandom", O_RDONLY);
    read(random_fd, &seed, 1);
    int listen_fd = socket(AF_INET, SOCK_STREAM, 0);
    listen(listen_fd, 64);
    int ep = epoll_create1(0);
    struct epoll_event ev = {.events = EPOLLIN, .data.fd = listen_fd};
    epoll_ctl(ep, EPOLL_CTL_ADD, listen_fd, &ev);
    for (;;) {
        struct epoll_event evs[64];
        int n = epoll_wait(ep, evs, 64, 100);
        for (int i = 0; i < n; i++) {
            int fd = evs[i].data.fd;
            if (fd == listen_fd) {
                int c = accept(listen_fd, NULL, NULL);
                ev.events = EPOLLIN;
                ev.data.fd = c;
                epoll_ctl(ep, EPOLL_CTL_ADD, c, &ev);
            } else {
                char line[1024];
                ssize_t got = read(fd, line, sizeof line - 1);
                if (got <= 0) { close(fd); continue; }
                g += line[0];
            }
        }
    }
}
