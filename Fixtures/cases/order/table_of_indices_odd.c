#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SLOTS 64
struct session {
    int id;       // midas: deterministic
    int hits;     // midas: deterministic
    int next;
};
static int heads[SLOTS];
static struct session sessions[256];
static int count;       // midas: deterministic
static int salt;        // midas: pure
static int last_hits;   // midas: deterministic
static int order[256];  // midas: pure
static int by_number[256];  // midas: deterministic

static int slot(int id) { return ((id ^ salt) & 0x7fffffff) % SLOTS; }

static int lookup(int id) {
    for (int i = heads[slot(id)]; i >= 0; i = sessions[i].next)
        if (sessions[i].id == id) return i;
    return -1;
}

static void touch(int id) {
    int i = lookup(id);
    if (i < 0) {
        if (count == 256) return;
        i = count++;
        sessions[i].id = id;
        sessions[i].hits = 0;
        sessions[i].next = heads[slot(id)];
        heads[slot(id)] = i;
    }
    sessions[i].hits++;
    last_hits = sessions[i].hits;
}

static void list(void) {
    int n = 0;
    for (int h = 0; h < SLOTS; h++)  // midas: source ordering effective
        for (int i = heads[h]; i >= 0; i = sessions[i].next) order[n++ % 256] = sessions[i].id;
    for (int i = 0; i < count; i++) by_number[i] = sessions[i].id;
}

int main(void) {
    int id;
    salt = getpid();  // midas: source process-identity effective
    for (int h = 0; h < SLOTS; h++) heads[h] = -1;
    while (scanf("%d", &id) == 1) {
        if (id >= 0) touch(id);
        else list();
    }
    return 0;
}
