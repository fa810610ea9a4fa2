#define _GNU_SOURCE
#include "CSystem.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int midas_peer_credentials(int socket, int32_t *process, uint32_t *user, uint32_t *group) {
    struct ucred credentials;
    socklen_t length = sizeof credentials;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) return -1;
    *process = credentials.pid;
    *user = credentials.uid;
    *group = credentials.gid;
    return 0;
}

int midas_accept(int socket) { return accept4(socket, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC); }

#ifdef __GLIBC__
#include <malloc.h>

static void keep_in_one_arena(void) {
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
}

void midas_keep_memory(int step) {
    keep_in_one_arena();
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TOP_PAD, step);
}

void midas_reserve_memory(size_t size) {
    enum { pieces = 4, piece = 100 << 10, step = 32 << 20 };
    const uintptr_t large = 2 << 20;
    keep_in_one_arena();
    if (size > INT_MAX) return;
    mallopt(M_TOP_PAD, (int)size);
    uintptr_t before = (uintptr_t)sbrk(0), after = before;
    void *held[pieces];
    int count = 0;
    while (count < pieces && after == before) {
        held[count++] = malloc(piece);
        after = (uintptr_t)sbrk(0);
    }
    while (count > 0) free(held[--count]);
    mallopt(M_TOP_PAD, step);
    uintptr_t first = (before + large - 1) & ~(large - 1), last = after & ~(large - 1);
    if (first < last) madvise((void *)first, last - first, MADV_HUGEPAGE);
}
#else
void midas_keep_memory(int step) { (void)step; }
void midas_reserve_memory(size_t size) { (void)size; }
#endif
