// A record on the heap that begins with a buffer is still that record.
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct entry {
    char key[64];   // midas: deterministic
    time_t stored;  // midas: pure
    struct entry *next;
};

static struct entry *entries;

static struct entry *find(const char *key) {
    for (struct entry *entry = entries; entry; entry = entry->next)
        if (!strcmp(entry->key, key)) return entry;
    return NULL;
}

void store(const char *key) {
    struct entry *entry = find(key);
    if (!entry) {
        entry = calloc(1, sizeof *entry);
        strncpy(entry->key, key, sizeof entry->key - 1);
        entry->next = entries;
        entries = entry;
    }
    entry->stored = time(NULL);  // midas: source clock effective
}
