// What is tracked of a program's memory, and how two contents of it differ. Not part of the public
// interface.
#ifndef MIDAS_MEMORY_H
#define MIDAS_MEMORY_H

#include <stddef.h>
#include <stdint.h>

struct midas_piece {
    unsigned char *start;
    size_t count;
};

// The writable static storage of the program's file, without what the loader fills in: at most two
// pieces. Returns how many; -1 where the file is not at a fixed address, -2 where it holds `inside`,
// -3 where its form is not known.
int midas_image_pieces(struct midas_piece *pieces, const void *inside);

// Writes the extents in which `now` differs from `before`: offset from `base` (32 bits), length (32
// bits), bytes. Extents that are fewer than 8 bytes apart are one. Writes nothing where `out` is
// null. Returns the bytes that all extents take. O(count).
size_t midas_difference(const unsigned char *before, const unsigned char *now, size_t count,
                        size_t base, unsigned char *out);

// The heap at a fixed address: where it begins, and how much of it was ever given out.
unsigned char *midas_heap_start(void);
size_t midas_heap_used(void);

// The first word that overlaps `count` bytes at `place` and is an address in a shared library or on
// this thread's stack, which lie elsewhere in other replicas; null where none is. Not for several
// threads at once.
const void *midas_foreign_address(const void *place, size_t count);

#endif
