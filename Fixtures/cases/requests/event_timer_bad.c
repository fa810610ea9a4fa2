// What a timer of an event library changes falls between other requests in every replica.
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

static long ticks;           // midas: contaminated
static long snapshot;        // midas: contaminated
static int started;          // midas: superficial
static long requests;        // midas: deterministic
static long bytes;           // midas: deterministic
static long late;            // midas: contaminated

static void on_tick(evutil_socket_t fd, short what, void *arg) {
    (void)fd;
    (void)what;
    (void)arg;
    ticks++;
    snapshot = requests;
    started = 1;
}

static void on_read(evutil_socket_t fd, short what, void *arg) {
    char buffer[64];
    (void)what;
    (void)arg;
    ssize_t n = read(fd, buffer, sizeof buffer);
    if (n <= 0) return;
    requests++;
    bytes += n;
    if (started) late++;
}

int main(void) {
    struct event_base *base = event_base_new();
    struct event *tick =
        event_new(base, -1, EV_PERSIST, on_tick, NULL);  // midas: source scheduling effective
    struct timeval second = {1, 0};
    event_add(tick, &second);
    struct event *input = event_new(base, 0, EV_READ | EV_PERSIST, on_read, NULL);  // midas: no-source
    event_add(input, NULL);
    event_base_dispatch(base);
    return 0;
}
