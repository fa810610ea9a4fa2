/* Calls every function once, each in its own process, in a sandbox in which everything stands still
 * but for one axis:
 *
 *     probe AXIS OUTPUT LOCALES SKIPPED
 *
 * OUTPUT receives a line a field: name, kind, field, value; and a line an outcome. SKIPPED names
 * the functions that are not called, a line each.
 *
 * The first process makes namespaces, the second is their init and answers for the kernel, the third
 * forks once a call. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/capability.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <grp.h>
#include <locale.h>
#include <malloc.h>
#include <time.h>

#include "fields.h"
#include "fixture.h"
#include "kernel.h"
#include "probe.h"

#define TIME_LIMIT_MS 2500
#define MEMORY_LIMIT (2UL << 30)

static const char *axis;
static int is(const char *name) { return !strcmp(axis, name); }

static void fail(const char *what) {
    fprintf(stderr, "probe: %s: %s\n", what, strerror(errno));
    _exit(3);
}

static void write_file(const char *path, const char *text) {
    int file = open(path, O_WRONLY);
    if (file < 0) return;
    if (write(file, text, strlen(text)) < 0) perror(path);
    close(file);
}

/* MARK: - The second process: what the host looks like */

static void make_network(void) {
    const char *name = "lo";
    struct ifreq request;
    int handle = socket(AF_INET, SOCK_DGRAM, 0);
    memset(&request, 0, sizeof request);
    strcpy(request.ifr_name, "lo");
    if (is("network")) {
        /* Another name for the one interface; only one that is down takes it. */
        strcpy(request.ifr_newname, "lan0");
        if (!ioctl(handle, SIOCSIFNAME, &request)) name = "lan0";
    }
    memset(&request, 0, sizeof request);
    strcpy(request.ifr_name, name);
    request.ifr_flags = IFF_UP;
    ioctl(handle, SIOCSIFFLAGS, &request);
    if (is("network")) {
        struct sockaddr_in *address = (void *)&request.ifr_addr;
        memset(&request, 0, sizeof request);
        snprintf(request.ifr_name, sizeof request.ifr_name, "%s:1", name);
        address->sin_family = AF_INET;
        inet_pton(AF_INET, "192.0.2.77", &address->sin_addr);
        ioctl(handle, SIOCSIFADDR, &request);
    }
    close(handle);
}

static void make_files(int locales) {
    char source[64];
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL)) fail("private mounts");
    if (mount("proc", "/proc", "proc", 0, NULL)) fail("/proc");
    if (mount("tmpfs", "/tmp", "tmpfs", 0, "mode=1777,size=64m")) fail("/tmp");
    mkdir("/tmp/.etc", 0755);
    mkdir("/tmp/.locales", 0755);
    mkdir("/tmp/work", 0777);
    mkdir("/tmp/home", 0777);
    mkdir("/tmp/other", 0777);
    snprintf(source, sizeof source, "/proc/self/fd/%d", locales);
    if (locales >= 0) mount(source, "/tmp/.locales", NULL, MS_BIND, NULL);
    fixture_databases("/tmp/.etc", is("databases"));
    mkdir("/tmp/.run", 0755);
    fixture_logins("/tmp/.run", is("databases"));
    mount("/tmp/.run", "/run", NULL, MS_BIND, NULL);
    if (mount("/tmp/.etc", "/etc", NULL, MS_BIND, NULL)) fail("/etc");
    mount("devpts", "/dev/pts", "devpts", 0, "newinstance,ptmxmode=0666,mode=0666");
    mount("/dev/pts/ptmx", "/dev/ptmx", NULL, MS_BIND, NULL);
    mount("tmpfs", "/dev/shm", "tmpfs", 0, "mode=1777,size=16m");
    mount("mqueue", "/dev/mqueue", "mqueue", 0, NULL);
}

/* Objects that earlier programs left: the next ones get other numbers. */
static void make_history(void) {
    if (!is("history")) return;
    for (int i = 0; i < 3; i++) {
        shmget(IPC_PRIVATE, 4096, 0666);
        msgget(IPC_PRIVATE, 0666);
        semget(IPC_PRIVATE, 1, 0666);
    }
    for (int i = 0; i < 3; i++) posix_openpt(O_RDWR | O_NOCTTY);
}

static char *const *environment(void) {
    static char *list[24];
    int count = 0;
    static char name[64];
    int other = is("environment");
    snprintf(name, sizeof name, "PROBE_AXIS=%s", axis);
    list[count++] = name;
    list[count++] = "PATH=/usr/bin:/bin";
    list[count++] = other ? "HOME=/tmp/other" : "HOME=/tmp/home";
    list[count++] = other ? "USER=other" : "USER=probe";
    list[count++] = other ? "LOGNAME=other" : "LOGNAME=probe";
    list[count++] = other ? "PROBE=bravo" : "PROBE=alpha";
    list[count++] = other ? "TERM=xterm" : "TERM=vt100";
    list[count++] = other ? "LANGUAGE=de" : "LANGUAGE=";
    list[count++] = other ? "TMPDIR=/tmp/other" : "TMPDIR=/tmp/home";
    list[count++] = other ? "MSGVERB=text" : "MSGVERB=label";
    list[count++] = other ? "POSIXLY_CORRECT=1" : "PROBE_NOTHING=1";
    list[count++] = other ? "DATEMSK=/tmp/work/link" : "DATEMSK=/tmp/work/file";
    list[count++] = other ? "NLSPATH=/tmp/work/file" : "NLSPATH=/tmp/none";
    list[count++] = other ? "HOSTALIASES=/tmp/work/file" : "HOSTALIASES=/tmp/none";
    list[count++] = "LOCPATH=/tmp/.locales";
    list[count++] = is("locale") ? "LC_ALL=de_DE.UTF-8" : "LC_ALL=C";
    list[count++] = is("timezone") ? "TZ=JST-9" : "TZ=UTC0";
    list[count++] = is("input") ? "PROBE_MESSAGE=97 answer\n" : "PROBE_MESSAGE=42 greeting\n";
    list[count++] = is("hardware") ? "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2_Usable,-FMA_Usable,"
                                     "-AVX2,-FMA,-AVX512F,-ERMS,-AVX_Fast_Unaligned_Load"
                    : is("perturbation") ? "GLIBC_TUNABLES=glibc.malloc.perturb=85"
                                         : "GLIBC_TUNABLES=";
    /* The strings lie above the stack: their length must not move it. */
    static char padding[2048] = "PROBE_PADDING=";
    size_t length = 0;
    for (int i = 0; i < count; i++) length += strlen(list[i]);
    memset(padding + strlen(padding), 'x', 1500 - length);
    list[count++] = padding;
    list[count] = NULL;
    return list;
}

static void become_caller(int program, char **arguments) {
    cpu_set_t processors;
    CPU_ZERO(&processors);
    CPU_SET(0, &processors);
    if (!is("processors")) sched_setaffinity(0, sizeof processors, &processors);
    /* The C library reads the limit of stacks when a program begins. */
    struct rlimit stack = {is("limits") ? 4 << 20 : 8 << 20, RLIM_INFINITY};
    setrlimit(RLIMIT_STACK, &stack);
    unsigned long persona = is("addresses") ? 0 : ADDR_NO_RANDOMIZE;
    personality(persona | (is("kernel") ? 0x0020000 /* UNAME26 */ : 0));
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    int listener = kernel_filter();
    if (listener < 0) fail("seccomp");
    /* The parent takes the listener's descriptor while this waits. */
    raise(SIGSTOP);
    fexecve(program, arguments, environment());
    fail("exec");
}

static int newest_descriptor(pid_t process) {
    char path[64], name[64];
    for (int number = 255; number > 2; number--) {
        snprintf(path, sizeof path, "/proc/%d/fd/%d", process, number);
        ssize_t size = readlink(path, name, sizeof name - 1);
        if (size <= 0) continue;
        name[size] = 0;
        if (strstr(name, "seccomp notify")) return number;
    }
    return -1;
}

static int init(int program, char **arguments) {
    const struct kernel_answers answers = {is("clock") ? 1711111111 : 1700000000,
                                           is("clock") ? 87654000 : 123456000,
                                           is("entropy") ? 77 : 11};
    int status;
    write_file("/proc/sys/kernel/ns_last_pid", "100");
    pid_t caller = fork();
    if (caller == 0) become_caller(program, arguments);
    waitpid(caller, &status, 0);
    ptrace(PTRACE_CONT, caller, 0, 0);
    waitpid(caller, &status, 0);
    int handle = (int)syscall(SYS_pidfd_open, caller, 0);
    int listener = (int)syscall(SYS_pidfd_getfd, handle, newest_descriptor(caller), 0);
    if (listener < 0) fail("listener");
    ptrace(PTRACE_CONT, caller, 0, 0);
    waitpid(caller, &status, 0);
    kernel_patch(caller, answers.entropy);
    ptrace(PTRACE_DETACH, caller, 0, 0);
    status = kernel_serve(listener, caller, &answers);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 4;
}

/* MARK: - The third process: one call at a time */

static void set_limits(void) {
    struct rlimit none = {0, 0}, files = {is("limits") ? 200 : 100, is("limits") ? 200 : 100};
    struct rlimit size = {1 << 20, 1 << 20}, memory = {MEMORY_LIMIT, MEMORY_LIMIT};
    struct rlimit stack = {is("limits") ? 4 << 20 : 8 << 20, RLIM_INFINITY};
    setrlimit(RLIMIT_CORE, &none);
    setrlimit(RLIMIT_NOFILE, &files);
    setrlimit(RLIMIT_FSIZE, &size);
    setrlimit(RLIMIT_AS, &memory);
    setrlimit(RLIMIT_STACK, &stack);
}

/* The terminal of the axis; its master stays open, or the session would be hung up. */
static char terminal_name[64];

static void make_terminal(void) {
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) || unlockpt(master)) fail("terminal");
    strcpy(terminal_name, ptsname(master));
}

/* Standard input carries the message; standard output and error go nowhere. */
static void set_streams(void) {
    int ends[2];
    const char *message = probe_environment("PROBE_MESSAGE", "");
    if (pipe(ends)) _exit(90);
    if (write(ends[1], message, strlen(message)) < 0) _exit(90);
    close(ends[1]);
    dup2(ends[0], 0);
    close(ends[0]);
    int nothing = open("/dev/null", O_RDWR);
    if (is("terminal")) {
        int terminal = open(terminal_name, O_RDWR | O_NOCTTY);
        setsid();
        ioctl(terminal, TIOCSCTTY, 0);
        dup2(terminal, 0);
        dup2(terminal, 1);
        dup2(terminal, 2);
    } else {
        dup2(nothing, 1);
        dup2(nothing, 2);
    }
    syscall(SYS_close_range, 3, ~0U, 0);
}

static void set_inherited(void) {
    umask(is("inherited") ? 077 : 022);
    if (!is("inherited")) return;
    setpriority(PRIO_PROCESS, 0, 5);
    prctl(PR_SET_NAME, "other");
    signal(SIGUSR1, SIG_IGN);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR2);
    setsid();
}

/* What the axis of privileges leaves to a call: nothing that reaches beyond the sandbox. */
static void keep_privileges(void) {
    const int kept[] = {CAP_SETGID, CAP_SETUID, CAP_SYS_NICE, CAP_SYS_RESOURCE, CAP_SYS_CHROOT,
                        CAP_SYS_ADMIN};
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2];
    unsigned wanted = 0;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) wanted |= 1U << kept[i];
    /* A host that withholds one of them still has the others. */
    if (syscall(SYS_capget, &header, data)) return;
    data[0].permitted &= wanted;
    data[0].effective = data[0].permitted;
    data[0].inheritable = 0;
    memset(&data[1], 0, sizeof data[1]);
    syscall(SYS_capset, &header, data);
}

static void set_user(void) {
    gid_t group = is("user") ? 1500 : 65534;
    uid_t user = is("user") ? 1500 : 65534;
    if (is("privileges")) prctl(PR_SET_KEEPCAPS, 1);
    setgroups(1, &group);
    if (setresgid(group, group, group) || setresuid(user, user, user)) return;
    if (is("privileges")) keep_privileges();
    prctl(PR_SET_DUMPABLE, 1);
}

static void spend(void) {
    volatile double sum = 0;
    char *memory = malloc(4 << 20);
    memset(memory, 1, 4 << 20);
    for (int i = 0; i < 200000; i++) sum += i;
    /* A heap with free pages in its midst. */
    static void *blocks[64];
    for (int i = 0; i < 64; i++) blocks[i] = malloc(4000);
    for (int i = 0; i < 63; i++) free(blocks[i]);
}

/* Allocations that come and go before the call, as in a program with another past. */
static void make_noise(void) {
    static void *blocks[64];
    for (int i = 0; i < 64; i++) blocks[i] = malloc((size_t)(i * 37 % 900 + 24));
    for (int i = 0; i < 64; i += 2) free(blocks[i]);
}

static void run_call(const struct probe_call *call) {
    set_streams();
    if (is("host")) sethostname("otherhost", 9);
    set_limits();
    set_inherited();
    if (chdir(is("folder") ? WORK_DIRECTORY : WORK)) _exit(91);
    if (is("descriptors"))
        for (int i = 0; i < 5; i++) open("/dev/null", O_RDONLY);
    set_user();
    if (is("usage")) spend();
    if (is("noise")) make_noise();
    setlocale(LC_ALL, "");
    tzset();
    call->call();
    probe_integer("returned", 1);
    syscall(SYS_exit_group, 77);
}

/* Kills everything that the call left behind. */
static void end_descendants(pid_t self) {
    kill(-1, SIGKILL);
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR) {}
    (void)self;
}

static const char *outcome(int status, int timed_out, int returned) {
    static char text[64];
    if (returned) return "returned";
    if (timed_out) return "waits";
    if (WIFSIGNALED(status)) snprintf(text, sizeof text, "signal %d", WTERMSIG(status));
    else if (WIFEXITED(status)) snprintf(text, sizeof text, "exits %d", WEXITSTATUS(status));
    else snprintf(text, sizeof text, "stops");
    return text;
}

static char *skipped;

/* A line a name. */
static void read_skipped(int file) {
    off_t size = lseek(file, 0, SEEK_END);
    skipped = calloc(1, (size_t)size + 2);
    skipped[0] = '\n';
    if (pread(file, skipped + 1, (size_t)size, 0) < 0) fail("skipped");
}

static int is_skipped(const char *name) {
    char line[128];
    snprintf(line, sizeof line, "\n%s\n", name);
    return strstr(skipped, line) != NULL;
}

static void one_call(const struct probe_call *call, FILE *output) {
    if (!call->function) {
        fprintf(output, "%s\tO\toutcome\tabsent\n", call->name);
        return;
    }
    if (is_skipped(call->name)) return;
    fixture_restore(axis);
    probe_fields[0] = 0;
    write_file("/proc/sys/kernel/ns_last_pid", is("process") ? "3000" : "2000");
    kernel_restart();
    pid_t process = fork();
    if (process == 0) run_call(call);
    int handle = (int)syscall(SYS_pidfd_open, process, 0), status = 0;
    struct pollfd wait = {handle, POLLIN, 0};
    int timed_out = poll(&wait, 1, TIME_LIMIT_MS) == 0;
    kill(process, SIGKILL);
    waitpid(process, &status, 0);
    close(handle);
    end_descendants(process);
    int returned = strstr(probe_fields, "V\treturned\t1\n") != NULL;
    fprintf(output, "%s\tO\toutcome\t%s\n", call->name, outcome(status, timed_out, returned));
    for (char *line = strtok(probe_fields, "\n"); line; line = strtok(NULL, "\n"))
        fprintf(output, "%s\t%s\n", call->name, line);
}

static int call_all(int output) {
    if (is("terminal")) make_terminal();
    FILE *stream = fdopen(output, "w");
    probe_fields = mmap(NULL, PROBE_FIELD_ROOM, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                        -1, 0);
    for (int i = 0; i < probe_call_count; i++) {
        one_call(&probe_calls[i], stream);
        fflush(stream);
    }
    return 0;
}

/* MARK: - The first process */

static void make_user_namespace(uid_t user, gid_t group) {
    char text[64];
    if (unshare(CLONE_NEWUSER)) fail("user namespace");
    write_file("/proc/self/setgroups", "deny");
    snprintf(text, sizeof text, "0 %u 1", user);
    write_file("/proc/self/uid_map", text);
    snprintf(text, sizeof text, "0 %u 1", group);
    write_file("/proc/self/gid_map", text);
}

int main(int count, char **arguments) {
    if (count == 4 && !strcmp(arguments[1], "--calls")) {
        axis = probe_environment("PROBE_AXIS", "baseline");
        read_skipped(atoi(arguments[3]));
        return call_all(atoi(arguments[2]));
    }
    if (count != 5) {
        fprintf(stderr, "usage: probe AXIS OUTPUT LOCALES SKIPPED\n");
        return 2;
    }
    axis = arguments[1];
    int program = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    int output = open(arguments[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    int skips = open(arguments[4], O_RDONLY);
    if (program < 0 || output < 0 || skips < 0) fail(arguments[2]);
    if (geteuid() != 0) make_user_namespace(geteuid(), getegid());
    if (unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET))
        fail("namespaces");
    pid_t child = fork();
    if (child == 0) {
        char number[16], list[16];
        snprintf(number, sizeof number, "%d", output);
        snprintf(list, sizeof list, "%d", skips);
        char *call[] = {"probe", "--calls", number, list, NULL};
        /* Only what was opened in this mount namespace can be mounted in it. */
        int locales = open(arguments[3], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (sethostname("probehost", 9) || setdomainname("probedomain", 11)) fail("host name");
        make_files(locales);
        make_network();
        make_history();
        if (is("host")) sethostname("otherhost", 9);
        _exit(init(program, call));
    }
    int status;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 4;
}
