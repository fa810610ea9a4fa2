// Counting in handlers of requests, and a timer that changes nothing but what only it reads.
#include <stddef.h>
#include <sys/time.h>
#include <unistd.h>

typedef int evutil_socket_t;
struct event_base;
struct event;
typedef void (*event_callback_fn)(evutil_socket_t, short, void *);
struct event_base *event_base_new(void);
struct event *event_new(
    struct event_base *, evutil_socket_t, short, event_callback_fn, void *);
int event_add(struct event *, const struct timeval *);
int event_base_dispatch(struct event_base *);
#define EV_READ 0x02
#define EV_PERSIST 0x10

static int warned;           // midas: superficial
static long requests;        // midas: deterministic
static long bytes;           // midas: deterministic

static void on_tick(evutil_socket_t fd, short what, void *arg) {
    (void)fd;
    (void)what;
    (void)arg;
    warned = 1;
}

static void on_read(evutil_socket_t fd, short what, void *arg) {
    char buffer[64];
    (void)what;
    (void)arg;
    ssize_t n = read(fd, buffer, sizeof buffer);
    if (n <= 0) return;
    requests++;
    bytes += n;
}

int main(void) {
    struct event_base *base = event_base_new();
    struct event *tick =
        event_new(base, -1, EV_PERSIST, on_tick, NULL);  // midas: source scheduling superficial
    struct timeval second = {1, 0};
    event_add(tick, &second);
    struct event *input = event_new(base, 0, EV_READ | EV_PERSIST, on_read, NULL);
    event_add(input, NULL);
    event_base_dispatch(base);
    return 0;
}
