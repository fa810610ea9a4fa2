#include <stdlib.h>
#include <time.h>

/* Callbacks with fewer or other parameters than the list's type, as programs cast them. */
typedef void (*visit)(void *item, void *data);

struct item {
    long stamp;  // midas: pure
    long size;   // midas: deterministic
    long first;  // midas: pure
};

static struct item items[4];
static long drawn;  // midas: pure

static void touch(struct item *item) { item->stamp = time(NULL); }  // midas: source clock effective

static int measure(struct item *item, long *size) {
    item->size = *size;
    return 0;
}

static void clear(void *item, void *data) {
    ((struct item *)item)->size = 0;
}

static void draw() { drawn = random(); }  // midas: source random effective

static long start(struct item *item, long seed) {
    item->first = seed;
    return seed;
}

static void each(visit visit, void *data) {
    for (int i = 0; i < 4; i++) visit(&items[i], data);
}

static void (*old)();

void handle(int key) {
    long size = key;
    each((visit)touch, NULL);
    each((visit)measure, &size);
    each(clear, NULL);
    old = draw;
    old(key);
    old = (void (*)())start;
    ((long (*)(struct item *, long))old)(items, (long)clock());  // midas: source clock effective
}
