#include <stdlib.h>
#include <time.h>

static void *allocate(size_t size) {
    void *p = calloc(1, size);
    if (!p) abort();
    return p;
}

struct stamp {
    long value;  // midas: pure
};
struct entry {
    long value;  // midas: deterministic
};

struct stamp *stamp;
struct entry *entry;

void handle(long n) {
    stamp = allocate(sizeof *stamp);
    stamp->value = time(0);  // midas: source clock effective
    entry = allocate(sizeof *entry);
    entry->value = n;
}
