// What the runtime's transport needs of Linux and what Swift's Glibc module does not import:
// epoll, and the credentials of a socket's peer. No state, nothing printed.
#ifndef CMIDAS_IO_H
#define CMIDAS_IO_H

#include <stdint.h>
#include <sys/epoll.h>

// One event of epoll_wait, without the union.
struct midas_io_event {
    uint64_t token;
    uint32_t events;
};

// Makes a close-on-exec epoll descriptor; -1 with errno set where none can be had.
int midas_io_poller(void);

// Makes a descriptor that becomes readable when 8 bytes are written to it; -1 with errno set.
int midas_io_signal(void);

// Registers `fd`; returns 0, or -1 with errno set.
int midas_io_add(int epoll, int fd, uint32_t events, uint64_t token);

// Changes what `fd` is watched for; returns 0, or -1 with errno set.
int midas_io_modify(int epoll, int fd, uint32_t events, uint64_t token);

// Waits at most `timeout_us` microseconds (-1: for ever) for at most 64 events; returns their
// number, 0 also when a signal came, or -1 with errno set.
int midas_io_wait(int epoll, struct midas_io_event *events, int64_t timeout_us);

// Makes a non-blocking, close-on-exec stream socket that listens at `path`, which must fit
// sockaddr_un, with mode 0600. Returns the descriptor, or -1 with errno set.
int midas_io_listen(const char *path);

// Connects to `path`; non-blocking and close-on-exec. Returns the descriptor, or -1 with errno set.
int midas_io_connect(const char *path);

// Accepts one connection; non-blocking and close-on-exec. Returns the descriptor, or -1 with errno
// set.
int midas_io_accept(int fd);

// User and process of the peer of a Unix domain socket; returns 0, or -1 with errno set.
int midas_io_peer(int fd, uint32_t *user, int32_t *process);

// Opens and locks `path` exclusively without waiting. Returns the descriptor that holds the lock,
// or -1 with errno set (EWOULDBLOCK: another process holds it). The kernel drops the lock when the
// process ends, however it ends.
int midas_io_lock(const char *path);

// Sends without raising SIGPIPE; returns the number of bytes, or -1 with errno set.
int64_t midas_io_send(int fd, const void *bytes, uint64_t count);

#endif
