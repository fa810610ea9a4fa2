#include <stddef.h>
#include <string.h>

/* All bytes are cleared before the members are set. */
struct record {
    int id;
    char kind;
    double weight;
};

static unsigned long checksum;  // midas: deterministic

static unsigned long over(const void *data, size_t size, unsigned long sum) {
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++) sum = sum * 31 + bytes[i];
    return sum;
}

void add(int id, char kind, double weight) {
    struct record record;
    memset(&record, 0, sizeof record);
    record.id = id;
    record.kind = kind;
    record.weight = weight;
    checksum = over(&record, sizeof record, checksum);
}
