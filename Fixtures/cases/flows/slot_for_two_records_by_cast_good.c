// A slot of a table holds sessions and timers. Who takes one out casts it to what it is, so that
// what is written to a timer is not written to a session.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct session {
    int id; // midas: deterministic
    int requests; // midas: deterministic
    long bytes; // midas: deterministic
    long last; // midas: deterministic
};

struct timer {
    char *name;
    long period; // midas: deterministic
    time_t due; // midas: pure
};

static void *slots[16];
static struct session *current;

static void put(int index, void *what) { slots[index] = what; }

static void arm(int index) {
    struct timer *timer = slots[index];
    timer->due = time(0); // midas: source clock effective
}

static void serve(int index, int id) {
    struct session *session = slots[index];
    session->id = id;
    session->requests += 1;
    session->last = id;
    current = session;
}

int main(void) {
    char line[80];
    struct session *session = calloc(1, sizeof *session);
    struct timer *timer = calloc(1, sizeof *timer);
    put(0, session);
    put(1, timer);
    while (fgets(line, sizeof line, stdin)) {
        serve(0, line[0]);
        arm(1);
        printf("%ld\n", current->last); // midas: output deterministic
    }
    return 0;
}
