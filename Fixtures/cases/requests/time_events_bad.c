// Time events of a loop written by hand.
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct loop;
typedef void on_file(struct loop *, int fd, void *data);
typedef int on_time(struct loop *, void *data);

struct file_event {
    on_file *run;
    void *data;
};
struct time_event {
    long when;
    on_time *run;
    void *data;
    struct time_event *next;
};
struct loop {
    int handle;
    struct file_event files[1024];
    struct time_event *times;
};

static long now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void add_file(struct loop *l, int fd, on_file *run, void *data) {
    l->files[fd].run = run;
    l->files[fd].data = data;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(l->handle, EPOLL_CTL_ADD, fd, &event);
}

static void add_time(struct loop *l, long after, on_time *run, void *data) {
    struct time_event *e = malloc(sizeof *e);
    e->when = now_ms() + after;
    e->run = run;
    e->data = data;
    e->next = l->times;
    l->times = e;
}

static long cron_runs;     // midas: contaminated
static long saved;         // midas: contaminated
static long requests;      // midas: deterministic
static int clients;        // midas: deterministic

static int cron(struct loop *l, void *data) {
    (void)l;
    (void)data;
    cron_runs++;
    saved = requests;
    return 100;
}

static void on_request(struct loop *l, int fd, void *data) {
    char byte;
    (void)l;
    (void)data;
    if (read(fd, &byte, 1) == 1) requests++;
}

static void on_accept(struct loop *l, int fd, void *data) {
    int client = accept(fd, 0, 0);
    (void)data;
    if (client < 0) return;
    clients++;
    add_file(l, client, on_request, 0);
}

static void process(struct loop *l) {
    struct epoll_event ready[64];
    int count = epoll_wait(l->handle, ready, 64, 100);
    for (int i = 0; i < count; i++) {
        struct file_event *f = &l->files[ready[i].data.fd];
        f->run(l, ready[i].data.fd, f->data);
    }
    long now = now_ms();
    for (struct time_event *e = l->times; e; e = e->next) {
        if (now >= e->when) {
            int again = e->run(l, e->data);
            e->when = now + again;
        }
    }
}

int main(void) {
    static struct loop loop;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {0};
    bind(listener, (struct sockaddr *)&address, sizeof address);
    listen(listener, 16);
    loop.handle = epoll_create1(0);
    add_file(&loop, listener, on_accept, 0);
    add_time(&loop, 100, cron, 0);
    for (;;) process(&loop);
}
