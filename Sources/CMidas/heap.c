// Heap memory that lies at the same addresses in every replica. Which block is given out is a
// function of the calls so far alone, and all that decides it lies in the heap itself: a replica that
// gets the bytes of another goes on as that one would.
//
// Blocks come in classes of size, four to each doubling; freed ones form a list for each class.
#define _GNU_SOURCE
#include "midas.h"
#include "midas_memory.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define START ((unsigned char *)0x200000000000u)

enum { HEADER = 16, CLASSES = 160, MAGIC = 0x6d69646c };

// At the heap's beginning.
struct head {
    uint64_t used;
    uint64_t free_blocks[CLASSES];
};

// Before each block. Where a block was aligned, `start` is how far before it its memory begins.
struct block {
    uint32_t magic;
    uint32_t class_number;
    uint64_t start;
};

static atomic_flag lock = ATOMIC_FLAG_INIT;
static size_t capacity;

static struct head *head(void) { return (struct head *)START; }

static void enter(void) {
    while (atomic_flag_test_and_set_explicit(&lock, memory_order_acquire)) {
    }
}

static void leave(void) { atomic_flag_clear_explicit(&lock, memory_order_release); }

// Gets the addresses, the first time. The memory itself comes when it is used.
static int open_heap(void) {
    if (capacity)
        return 1;
    for (size_t size = (size_t)64 << 30; size >= (size_t)64 << 20; size /= 4) {
        void *memory = mmap(START, size, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
        if (memory == START) {
            capacity = size;
            head()->used = (sizeof(struct head) + 15) / 16 * 16;
            return 1;
        }
        if (memory != MAP_FAILED)
            munmap(memory, size);
    }
    return 0;
}

unsigned char *midas_heap_start(void) { return START; }

// Opens it: what is copied before the first block must hold where the heap begins.
size_t midas_heap_used(void) {
    enter();
    int is_open = open_heap();
    leave();
    return is_open ? head()->used : 0;
}

// The smallest class that holds `size` bytes, and how many its blocks have: 16, 32, 48, 64, 80, 96,
// 112, 128, 160, 192, …
static uint32_t class_of(size_t size, size_t *rounded) {
    if (size <= 64) {
        size_t units = size ? (size + 15) / 16 : 1;
        *rounded = units * 16;
        return (uint32_t)units - 1;
    }
    int power = 63 - __builtin_clzll(size - 1);
    size_t step = (size_t)1 << (power - 2);
    *rounded = (size + step - 1) / step * step;
    uint32_t part = (uint32_t)((*rounded - ((size_t)1 << power)) / step);
    return 3 + (uint32_t)(power - 6) * 4 + part;
}

static size_t class_size(uint32_t number) {
    if (number < 4)
        return ((size_t)number + 1) * 16;
    uint32_t power = (number - 4) / 4 + 6, part = (number - 4) % 4 + 1;
    return ((size_t)1 << power) + part * ((size_t)1 << (power - 2));
}

static struct block *take(uint32_t number, size_t size) {
    struct head *known = head();
    uint64_t offset = known->free_blocks[number];
    if (offset) {
        struct block *block = (struct block *)(START + offset);
        memcpy(&known->free_blocks[number], block + 1, 8);
        return block;
    }
    if (known->used + HEADER + size > capacity)
        return NULL;
    struct block *block = (struct block *)(START + known->used);
    known->used += HEADER + size;
    return block;
}

void *midas_heap_malloc(size_t count) {
    size_t size;
    if (count > (size_t)1 << 40) {
        errno = ENOMEM;
        return NULL;
    }
    uint32_t number = class_of(count, &size);
    enter();
    struct block *block = open_heap() ? take(number, size) : NULL;
    if (block)
        *block = (struct block){MAGIC, number, 0};
    leave();
    if (!block) {
        errno = ENOMEM;
        return NULL;
    }
    // What was there before depends on what was freed; nobody is to see it.
    memset(block + 1, 0, size);
    return block + 1;
}

void *midas_heap_calloc(size_t count, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        errno = ENOMEM;
        return NULL;
    }
    return midas_heap_malloc(total);
}

void *midas_heap_aligned(size_t alignment, size_t count) {
    if (alignment <= 16)
        return midas_heap_malloc(count);
    if (alignment & (alignment - 1) || alignment > (size_t)1 << 30) {
        errno = EINVAL;
        return NULL;
    }
    unsigned char *memory = midas_heap_malloc(count + alignment + HEADER);
    if (!memory)
        return NULL;
    uintptr_t place = ((uintptr_t)memory + HEADER + alignment - 1) & ~(uintptr_t)(alignment - 1);
    struct block *inner = (struct block *)place - 1;
    *inner = (struct block){MAGIC, 0, place - (uintptr_t)memory};
    return (void *)place;
}

static int is_own(const void *block) {
    return capacity && (const unsigned char *)block >= START &&
           (const unsigned char *)block < START + capacity;
}

static struct block *header(void *pointer) {
    struct block *block = (struct block *)pointer - 1;
    if (block->magic != MAGIC)
        abort();  // Freed twice, or written before its beginning: as the C library does.
    if (block->start) {
        block->magic = 0;
        return header((unsigned char *)pointer - block->start);
    }
    return block;
}

void midas_heap_free(void *pointer) {
    if (!pointer)
        return;
    if (!is_own(pointer)) {
        free(pointer);
        return;
    }
    enter();
    struct block *block = header(pointer);
    uint64_t *list = &head()->free_blocks[block->class_number];
    block->magic = 0;
    memcpy(block + 1, list, 8);
    *list = (uint64_t)((unsigned char *)block - START);
    leave();
}

void *midas_heap_realloc(void *pointer, size_t count) {
    if (!pointer)
        return midas_heap_malloc(count);
    if (!is_own(pointer))
        return realloc(pointer, count);
    struct block *block = (struct block *)pointer - 1;
    if (block->magic != MAGIC)
        abort();
    size_t held = block->start ? class_size(((struct block *)((unsigned char *)pointer -
                                                               block->start) - 1)->class_number) -
                                     block->start
                               : class_size(block->class_number);
    if (count <= held && count >= held / 2)
        return pointer;
    void *larger = midas_heap_malloc(count);
    if (!larger)
        return NULL;
    memcpy(larger, pointer, held < count ? held : count);
    midas_heap_free(pointer);
    return larger;
}
