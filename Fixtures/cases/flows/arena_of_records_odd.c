#include <stddef.h>
#include <stdlib.h>
#include <time.h>

/* One piece of memory is carved into records of two types: what is in the one is not in the other. */
struct session {
    long id;
    long started;  // midas: pure
    struct session *next;
};
struct entry {
    long key;
    long value;
    struct entry *next;
};

static char *arena;
static size_t used;  // midas: deterministic
static struct session *sessions;
static struct entry *table[64];
static long total;  // midas: deterministic
static long oldest;  // midas: contaminated

static void *carve(size_t size) {
    if (!arena) arena = malloc(1 << 20);
    void *piece = arena + used;
    used += size;
    return piece;
}

void put(long key, long value) {
    struct entry *entry = carve(sizeof *entry);
    entry->key = key;
    entry->value = value;
    entry->next = table[key & 63];
    table[key & 63] = entry;
    total += entry->value;
}

void open_session(long id) {
    struct session *session = carve(sizeof *session);
    session->id = id;
    session->started = time(NULL);  // midas: source clock effective
    session->next = sessions;
    sessions = session;
    if (!session->next) oldest = session->started;
}
