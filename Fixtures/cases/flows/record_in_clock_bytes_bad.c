#include <stddef.h>
#include <stdlib.h>
#include <time.h>

/* Bytes that are written one by one are read as a record. */
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
    time_t now = time(NULL);  // midas: source clock effective
    for (size_t i = 0; i < sizeof now; i++) bytes[i] = ((char *)&now)[i];
    struct header *header = (struct header *)bytes;
    lengths += header->length;
}
