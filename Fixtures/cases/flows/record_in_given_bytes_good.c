#include <stddef.h>
#include <stdlib.h>

/* Bytes that are written one by one are read as a record. */
struct header {
    int kind;
    int length;
};

static char *pool;
static long lengths;  // midas: deterministic

static char *piece(size_t size) {
    if (!pool) pool = malloc(1 << 20);
    char *piece = pool;
    pool += size;
    return piece;
}

void receive(const char *given) {
    char *bytes = piece(sizeof(struct header));
    for (size_t i = 0; i < sizeof(struct header); i++) bytes[i] = given[i];
    struct header *header = (struct header *)bytes;
    lengths += header->length;
}
