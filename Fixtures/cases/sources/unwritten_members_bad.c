#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct peer {
    int id;        // midas: deterministic
    int votes;     // midas: pure
    struct peer *next;
};

struct frame {
    char kind;
    short length;
    char name[16];
};

static struct peer *peers;
static int most;  // midas: pure

void join(int id) {
    struct peer *p = malloc(sizeof *p);
    if (!p) exit(1);
    p->id = id;
    p->next = peers;
    peers = p;
}

void vote(int id) {
    for (struct peer *p = peers; p; p = p->next)
        if (p->id == id) p->votes++;  // midas: source uninitialised effective
}

void count(void) {
    for (struct peer *p = peers; p; p = p->next)
        if (p->votes > most) most = p->votes;  // midas: source uninitialised effective
}

void send_raw(int out, const char *name) {
    struct frame f;
    f.kind = 1;
    f.length = (short)strlen(name);
    strcpy(f.name, name);
    write(out, &f, sizeof f);  // midas: source uninitialised effective; output pure
}

void send_cleared(int out, const char *name) {
    struct frame f;
    memset(&f, 0, sizeof f);
    f.kind = 1;
    f.length = (short)strlen(name);
    strcpy(f.name, name);
    write(out, &f, sizeof f);  // midas: no-source; output deterministic
}

void send_initialised(int out) {
    struct frame f = {0};
    f.kind = 2;
    write(out, &f, sizeof f);  // midas: no-source; output deterministic
}

void send_text(int out, const char *name) {
    char line[32];
    snprintf(line, sizeof line, "%s\n", name);
    write(out, line, strlen(line));  // midas: no-source; output deterministic
}
