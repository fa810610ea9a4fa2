#define _GNU_SOURCE
#include "CMidasIO.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

int midas_io_poller(void) { return epoll_create1(EPOLL_CLOEXEC); }

int midas_io_signal(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

static int control(int epoll, int operation, int fd, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data = {.u64 = token}};
    return epoll_ctl(epoll, operation, fd, &event);
}

int midas_io_add(int epoll, int fd, uint32_t events, uint64_t token) {
    return control(epoll, EPOLL_CTL_ADD, fd, events, token);
}

int midas_io_modify(int epoll, int fd, uint32_t events, uint64_t token) {
    return control(epoll, EPOLL_CTL_MOD, fd, events, token);
}

int midas_io_wait(int epoll, struct midas_io_event *events, int64_t timeout_us) {
    struct epoll_event found[64];
    struct timespec timeout = {.tv_sec = timeout_us / 1000000,
                               .tv_nsec = timeout_us % 1000000 * 1000};
    int count = epoll_pwait2(epoll, found, 64, timeout_us < 0 ? NULL : &timeout, NULL);
    if (count < 0 && errno == ENOSYS)
        count = epoll_wait(epoll, found, 64, timeout_us < 0 ? -1 : (int)((timeout_us + 999) / 1000));
    if (count < 0)
        return errno == EINTR ? 0 : -1;
    for (int i = 0; i < count; i++) {
        events[i].token = found[i].data.u64;
        events[i].events = found[i].events;
    }
    return count;
}

static int address_of(const char *path, struct sockaddr_un *address) {
    if (strlen(path) >= sizeof address->sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    strcpy(address->sun_path, path);
    return 0;
}

static int stream(void) {
    return socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static int fail(int fd) {
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

int midas_io_listen(const char *path) {
    struct sockaddr_un address;
    if (address_of(path, &address) < 0)
        return -1;
    int fd = stream();
    if (fd < 0)
        return -1;
    // The mode of the descriptor becomes that of the path, so there is no moment without it.
    if (fchmod(fd, 0600) < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
        listen(fd, 128) < 0)
        return fail(fd);
    return fd;
}

int midas_io_connect(const char *path) {
    struct sockaddr_un address;
    if (address_of(path, &address) < 0)
        return -1;
    int fd = stream();
    if (fd < 0)
        return -1;
    if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0)
        return fail(fd);
    return fd;
}

int midas_io_accept(int fd) { return accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC); }

int midas_io_peer(int fd, uint32_t *user, int32_t *process) {
    struct ucred credentials;
    socklen_t size = sizeof credentials;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) < 0)
        return -1;
    *user = credentials.uid;
    *process = credentials.pid;
    return 0;
}

int midas_io_lock(const char *path) {
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return -1;
    return flock(fd, LOCK_EX | LOCK_NB) < 0 ? fail(fd) : fd;
}

int64_t midas_io_send(int fd, const void *bytes, uint64_t count) {
    return send(fd, bytes, count, MSG_NOSIGNAL);
}
