#include <stdlib.h>
#include <time.h>

/* One allocator makes all kinds of events; callers know which. */
struct event {
    int kind;
};
struct key_event {
    struct event base;
    long when;   // midas: pure
    long count;  // midas: contaminated
};
struct mouse_event {
    struct event base;
    long x;  // midas: deterministic
};

static struct event *last;
static long total;  // midas: contaminated

static struct event *new_event(size_t size, int kind) {
    struct event *e = malloc(size);
    e->kind = kind;
    return e;
}

static void press(void) {
    struct key_event *key = (struct key_event *)new_event(sizeof *key, 1);
    key->when = time(NULL);  // midas: source clock effective
    key->count = key->when / 60;
    last = &key->base;
}

static void move(int x) {
    struct mouse_event *mouse = (struct mouse_event *)new_event(sizeof *mouse, 2);
    mouse->x = x;
    last = &mouse->base;
}

void handle(int key) {
    if (key)
        press();
    else
        move(key);
    if (last->kind == 1) total += ((struct key_event *)last)->count;
}
