#include <stddef.h>
#include <stdlib.h>
#include <sys/random.h>

/* Bytes that are written as bytes are read as a record. */
struct header {
    int kind;
    int length;
};

static char *pool;
static long lengths;  // midas: contaminated

static char *piece(size_t size) {
    if (!pool) pool = malloc(1 << 20);
    char *piece = pool;
    pool += size;
    return piece;
}

void receive(void) {
    char *bytes = piece(sizeof(struct header));
    getrandom(bytes, sizeof(struct header), 0);  // midas: source random effective
    struct header *header = (struct header *)bytes;
    lengths += header->length;
}
