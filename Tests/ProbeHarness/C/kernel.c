/* Clocks and entropy by seccomp's user notification (seccomp_unotify(2)); the vDSO, which would
 * answer without a call, is taken out of the auxiliary vector (getauxval(3)). */
#define _GNU_SOURCE
#include "kernel.h"

#include <elf.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>


int kernel_filter(void) {
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clock_gettime, 4, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_gettimeofday, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_time, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getrandom, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER,
                        &program);
}

void kernel_patch(pid_t process, unsigned entropy) {
    struct user_regs_struct registers;
    ptrace(PTRACE_GETREGS, process, 0, &registers);
    unsigned long at = registers.rsp;
    at += 8 * ((unsigned long)ptrace(PTRACE_PEEKDATA, process, at, 0) + 2);
    while (ptrace(PTRACE_PEEKDATA, process, at, 0)) at += 8;
    for (at += 8;; at += 16) {
        long key = ptrace(PTRACE_PEEKDATA, process, at, 0);
        if (key == AT_NULL) break;
        if (key == AT_SYSINFO_EHDR) ptrace(PTRACE_POKEDATA, process, at, (void *)AT_IGNORE);
        if (key != AT_RANDOM) continue;
        unsigned long bytes = (unsigned long)ptrace(PTRACE_PEEKDATA, process, at + 8, 0);
        for (int word = 0; word < 2; word++)
            ptrace(PTRACE_POKEDATA, process, bytes + 8 * (unsigned long)word,
                   (void *)(0x0123456789abcdefUL * (entropy + (unsigned)word + 1)));
    }
}

/* Time moves on by a microsecond a call, so that loops that wait for it end. */
static struct timespec now(const struct kernel_answers *answers, unsigned calls, clockid_t clock) {
    int elapsed = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI;
    long seconds = elapsed ? answers->seconds : answers->seconds - 1600000000;
    return (struct timespec){seconds, answers->nanoseconds + 1000L * (calls % 800000)};
}

static void write_memory(pid_t process, unsigned long address, const void *bytes, size_t size) {
    struct iovec from = {(void *)bytes, size}, to = {(void *)address, size};
    if (address) process_vm_writev(process, &from, 1, &to, 1, 0);
}

static long give_random(const struct seccomp_notif *call, unsigned seed) {
    unsigned char bytes[256];
    unsigned long left = call->data.args[1], at = call->data.args[0];
    unsigned long long state = seed * 2654435761ULL + 12345;
    if (left > 1 << 20) left = 1 << 20;
    for (unsigned long done = 0; done < left;) {
        size_t size = left - done < sizeof bytes ? left - done : sizeof bytes;
        for (size_t i = 0; i < size; i++) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            bytes[i] = (unsigned char)(state >> 56);
        }
        write_memory((pid_t)call->pid, at + done, bytes, size);
        done += size;
    }
    return (long)left;
}

static void answer(const struct seccomp_notif *call, struct seccomp_notif_resp *response,
                   const struct kernel_answers *answers, unsigned calls) {
    pid_t process = (pid_t)call->pid;
    const unsigned long long *arguments = call->data.args;
    clockid_t clock = (clockid_t)arguments[0];
    if (call->data.nr == SYS_getrandom) {
        response->val = give_random(call, answers->entropy + calls);
    } else if (call->data.nr == SYS_clock_gettime) {
        if (clock < 0 || clock > CLOCK_TAI) {
            response->error = -EINVAL;
            return;
        }
        struct timespec time = now(answers, calls, clock);
        write_memory(process, arguments[1], &time, sizeof time);
    } else {
        struct timespec time = now(answers, calls, CLOCK_REALTIME);
        struct timeval micro = {time.tv_sec, time.tv_nsec / 1000};
        int whole = call->data.nr == SYS_time;
        write_memory(process, arguments[0], whole ? (void *)&time.tv_sec : (void *)&micro,
                     whole ? sizeof time.tv_sec : sizeof micro);
        if (whole) response->val = time.tv_sec;
    }
}

/* No flags of getrandom. */
#define RESTART 0x5eed

void kernel_restart(void) { syscall(SYS_getrandom, NULL, 0, RESTART); }

int kernel_serve(int listener, pid_t process, const struct kernel_answers *answers) {
    int status;
    unsigned calls = 0;
    for (;;) {
        struct pollfd wait = {listener, POLLIN, 0};
        poll(&wait, 1, 100);
        if (waitpid(process, &status, WNOHANG) == process) return status;
        if (!(wait.revents & POLLIN)) continue;
        struct seccomp_notif call;
        struct seccomp_notif_resp response;
        memset(&call, 0, sizeof call);
        memset(&response, 0, sizeof response);
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call)) continue;
        if (call.data.nr == SYS_getrandom && call.data.args[2] == RESTART) calls = 0;
        response.id = call.id;
        answer(&call, &response, answers, calls++);
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
    }
}
