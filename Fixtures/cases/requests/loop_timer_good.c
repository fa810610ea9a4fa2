// A timer that leaves what requests change alone.
#include <stddef.h>

typedef struct uv_loop_s uv_loop_t;
typedef struct { void *data; uv_loop_t *loop; char rest[120]; } uv_timer_t;
typedef struct { void *data; uv_loop_t *loop; char rest[120]; } uv_stream_t;
typedef struct { char *base; size_t len; } uv_buf_t;
typedef void (*uv_timer_cb)(uv_timer_t *);
typedef void (*uv_alloc_cb)(uv_stream_t *, size_t, uv_buf_t *);
typedef void (*uv_read_cb)(uv_stream_t *, long, const uv_buf_t *);
typedef void (*uv_connection_cb)(uv_stream_t *, int);
uv_loop_t *uv_default_loop(void);
int uv_timer_init(uv_loop_t *, uv_timer_t *);
int uv_timer_start(uv_timer_t *, uv_timer_cb, unsigned long, unsigned long);
int uv_tcp_init(uv_loop_t *, uv_stream_t *);
int uv_listen(uv_stream_t *, int, uv_connection_cb);
int uv_accept(uv_stream_t *, uv_stream_t *);
int uv_read_start(uv_stream_t *, uv_alloc_cb, uv_read_cb);
int uv_run(uv_loop_t *, int);

static long ticks;        // midas: superficial
static long window;       // midas: deterministic
static long total;        // midas: deterministic
static int connections;   // midas: deterministic
static uv_stream_t server;
static uv_stream_t client;
static uv_timer_t timer;
static char space[512];

static void on_timer(uv_timer_t *handle) {
    (void)handle;
    ticks = 0;
}

static void on_space(uv_stream_t *handle, size_t wanted, uv_buf_t *buffer) {
    (void)handle;
    (void)wanted;
    buffer->base = space;
    buffer->len = sizeof space;
}

static void on_data(uv_stream_t *handle, long n, const uv_buf_t *buffer) {
    (void)handle;
    if (n <= 0) return;
    total += buffer->base[0];
    window++;
}

static void on_connection(uv_stream_t *handle, int status) {
    if (status < 0) return;
    uv_tcp_init(uv_default_loop(), &client);
    if (uv_accept(handle, &client) == 0) {
        connections++;
        uv_read_start(&client, on_space, on_data);
    }
}

int main(void) {
    uv_loop_t *loop = uv_default_loop();
    uv_timer_init(loop, &timer);
    uv_timer_start(&timer, on_timer, 1000, 1000);  // midas: source scheduling superficial
    uv_tcp_init(loop, &server);
    uv_listen(&server, 16, on_connection);
    return uv_run(loop, 0);
}
