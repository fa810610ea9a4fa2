// State on the heap: a list, a growing array, strings, static variables of functions, pointers to
// functions; which blocks there are differs between replicas.
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct note {
    struct note *next;
    long stamp;
    char *text;
};

static struct note *notes;
static long *samples;
static size_t sampled, room;
static int (*chosen)(int);
int total, *last = &total;

static int twice(int v) { return v * 2; }
static int thrice(int v) { return v * 3; }

static unsigned serial(void) {
    static unsigned given;
    given += (unsigned)rand() % 7 + 1;
    return given;
}

static void keep(long stamp) {
    char text[64];
    struct note *note = malloc(sizeof *note);
    snprintf(text, sizeof text, "note %u at %ld", serial(), stamp);
    note->stamp = stamp;
    note->text = strdup(text);
    note->next = notes;
    notes = note;
}

static void drop(void) {
    struct note *gone = notes;
    if (!gone)
        return;
    notes = gone->next;
    free(gone->text);
    free(gone);
}

static void sample(long value) {
    if (sampled == room) {
        room = room ? room * 2 : 2;
        samples = realloc(samples, room * sizeof *samples);
    }
    samples[sampled++] = value;
}

int handle(int n) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    chosen = rand() % 2 ? twice : thrice;
    for (int i = 0; i < n; i++) {
        if (rand() % 3)
            keep(now.tv_nsec + i);
        else
            drop();
        if (rand() % 4 == 0)
            sample(rand());
    }
    *last += chosen(n);
    last = rand() % 2 ? &total : (int *)realloc(last == &total ? NULL : last, sizeof *last);
    if (last != &total)
        *last = n;
    return total;
}

// What can be reached, pointers included: they are the same in every replica.
size_t state(unsigned char *bytes) {
    unsigned char *next = bytes;
#define ADD(x) (memcpy(next, &(x), sizeof(x)), next += sizeof(x))
    ADD(notes);
    for (struct note *note = notes; note; note = note->next) {
        ADD(*note);
        memcpy(next, note->text, strlen(note->text));
        next += strlen(note->text);
    }
    ADD(samples);
    for (size_t i = 0; i < sampled; i++)
        ADD(samples[i]);
    ADD(sampled);
    ADD(room);
    ADD(chosen);
    ADD(total);
    ADD(last);
    ADD(*last);
    return (size_t)(next - bytes);
}
