/* Calls of Linux that Swift's Glibc module does not carry. */
#ifndef MIDAS_CSYSTEM_H
#define MIDAS_CSYSTEM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

/* Who is at the other end of a Unix socket (SO_PEERCRED, unix(7)); -1 and errno on failure. */
int midas_peer_credentials(int socket, int32_t *process, uint32_t *user, uint32_t *group);

/* accept4(2) with a descriptor that does not block and is closed on exec. */
int midas_accept(int socket);

/*
 * Keeps freed memory for the next allocation instead of giving it back to the system: for a process
 * that does one large job after another (mallopt(3): one arena, no trimming, no maps of their own for
 * blocks below 32 MB, growth by `step` bytes). Before the first thread; without effect where the C
 * library is not glibc.
 */
void midas_keep_memory(int step);

/*
 * Prepares the heap of a process that makes large values once: one arena, nothing given back, and
 * `size` bytes of address space whose pages are large where the system has such (madvise(2),
 * MADV_HUGEPAGE). Nothing is touched before it is used. Before the first thread; without effect where
 * the space is refused or the C library is not glibc.
 */
void midas_reserve_memory(size_t size);

/* The user word of an epoll event: the struct is packed, so Swift cannot take its address. */
static inline uint64_t midas_event_word(const struct epoll_event *event) { return event->data.u64; }

#endif
