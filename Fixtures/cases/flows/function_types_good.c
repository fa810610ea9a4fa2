#include <stdio.h>
#include <string.h>
#include <time.h>

/* Functions of several types whose addresses meet in the same memory: only those of the type of the
   call are called. */
struct session { long seen; };
struct task { long runs; };

static struct session session;
static struct task task;
static long touched;  // midas: pure
static long released;  // midas: deterministic

static void touch(struct session *s) { touched = time(NULL) + (s == &session); }
static void release(void *p) { released += p == (void *)&task; }

union callback {
    void (*on_session)(struct session *);
    void (*on_any)(void *);
};
static union callback callbacks[2];

int main(void) {
    char line[80];
    callbacks[0].on_session = touch;
    callbacks[1].on_any = release;
    while (fgets(line, sizeof line, stdin)) {
        size_t which = strlen(line) % 2;
        if (which) callbacks[1].on_any(&task);
        else callbacks[0].on_session(&session);
    }
    return 0;
}
