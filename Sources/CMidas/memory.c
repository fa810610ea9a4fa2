#define _GNU_SOURCE
#include "midas_memory.h"

#include <elf.h>
#include <link.h>
#include <string.h>

// What is known of the program's own file.
struct image {
    uintptr_t base;
    // Writable, and made unwritable by the loader; the table of functions that are bound late.
    uintptr_t begin, end, relro_end, table, table_end;
    int is_found;
};

static void read_dynamic(struct image *image, const ElfW(Dyn) *entry) {
    uintptr_t table = 0, size = 0;
    for (; entry->d_tag != DT_NULL; entry++) {
        if (entry->d_tag == DT_PLTGOT)
            table = entry->d_un.d_ptr;
        if (entry->d_tag == DT_PLTRELSZ)
            size = entry->d_un.d_val;
    }
    if (!table)
        return;
    image->table = table;
    // Three words of the loader's own, then one for each relocation of the table.
    image->table_end = table + 3 * sizeof(void *) + size / sizeof(ElfW(Rela)) * sizeof(void *);
}

static int visit(struct dl_phdr_info *info, size_t size, void *argument) {
    struct image *image = argument;
    (void)size;
    image->base = info->dlpi_addr;
    for (int index = 0; index < info->dlpi_phnum; index++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[index];
        uintptr_t begin = info->dlpi_addr + header->p_vaddr, end = begin + header->p_memsz;
        if (header->p_type == PT_LOAD && header->p_flags & PF_W) {
            image->begin = begin;
            image->end = end;
            image->is_found++;
        }
        if (header->p_type == PT_GNU_RELRO)
            image->relro_end = end;
        if (header->p_type == PT_DYNAMIC)
            read_dynamic(image, (const ElfW(Dyn) *)begin);
    }
    return 1;  // The first is the program's own.
}

static int add(struct midas_piece *pieces, int count, uintptr_t begin, uintptr_t end) {
    if (begin >= end)
        return count;
    pieces[count] = (struct midas_piece){(unsigned char *)begin, end - begin};
    return count + 1;
}

int midas_image_pieces(struct midas_piece *pieces, const void *inside) {
    struct image image = {0};
    dl_iterate_phdr(visit, &image);
    if (image.is_found != 1)
        return -3;
    if (image.base != 0)
        return -1;
    uintptr_t begin = image.relro_end > image.begin ? image.relro_end : image.begin;
    uintptr_t own = (uintptr_t)inside;
    if (image.begin <= own && own < image.end)
        return -2;
    if (image.table_end <= begin || image.table >= image.end)
        return add(pieces, 0, begin, image.end);
    int count = add(pieces, 0, begin, image.table);
    return add(pieces, count, image.table_end, image.end);
}

// Differences -------------------------------------------------------------------------------------

enum { GAP = 8 };

// The first byte from `from` on that differs; `count` where none does.
static size_t next_difference(const unsigned char *before, const unsigned char *now, size_t from,
                              size_t count) {
    while (from + 256 <= count && memcmp(before + from, now + from, 256) == 0)
        from += 256;
    while (from + 8 <= count && memcmp(before + from, now + from, 8) == 0)
        from += 8;
    while (from < count && before[from] == now[from])
        from++;
    return from;
}

// Where the extent that begins at `from` ends.
static size_t extent_end(const unsigned char *before, const unsigned char *now, size_t from,
                         size_t count) {
    size_t end = from + 1;
    for (size_t next = end; next < count && next < end + GAP; next++)
        if (before[next] != now[next])
            end = next + 1;
    return end;
}

size_t midas_difference(const unsigned char *before, const unsigned char *now, size_t count,
                        size_t base, unsigned char *out) {
    size_t size = 0, from = 0;
    while ((from = next_difference(before, now, from, count)) < count) {
        size_t end = extent_end(before, now, from, count);
        if (out) {
            uint32_t head[2] = {(uint32_t)(base + from), (uint32_t)(end - from)};
            memcpy(out + size, head, 8);
            memcpy(out + size + 8, now + from, end - from);
        }
        size += 8 + (end - from);
        from = end;
    }
    return size;
}

// Addresses ---------------------------------------------------------------------------------------

enum { RANGES = 512 };

// Where files besides the program's own are mapped; read anew when one was loaded.
static struct {
    uint64_t begin, end;
} files[RANGES];
static int file_count = -1;
static unsigned long long loads;

static int visit_file(struct dl_phdr_info *info, size_t size, void *argument) {
    int *number = argument;
    (void)size;
    if ((*number)++ == 0) {
        if (file_count >= 0 && loads == info->dlpi_adds)
            return 1;
        loads = info->dlpi_adds;
        file_count = 0;
        return 0;
    }
    for (int index = 0; index < info->dlpi_phnum && file_count < RANGES; index++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[index];
        if (header->p_type != PT_LOAD)
            continue;
        files[file_count].begin = info->dlpi_addr + header->p_vaddr;
        files[file_count++].end = info->dlpi_addr + header->p_vaddr + header->p_memsz;
    }
    return 0;
}

static int is_foreign(uint64_t word, uint64_t stack) {
    if (word >> 47 || word < 4096)
        return 0;
    if (stack <= word && word < stack + (8u << 20))
        return 1;
    for (int index = 0; index < file_count; index++)
        if (files[index].begin <= word && word < files[index].end)
            return 1;
    return 0;
}

const void *midas_foreign_address(const void *place, size_t count) {
    int number = 0;
    uint64_t stack = (uint64_t)(uintptr_t)&number;
    dl_iterate_phdr(visit_file, &number);
    uintptr_t next = (uintptr_t)place & ~(uintptr_t)7;
    for (; next < (uintptr_t)place + count; next += 8) {
        uint64_t word;
        memcpy(&word, (const void *)next, 8);
        if (is_foreign(word, stack))
            return (const void *)next;
    }
    return NULL;
}
