#include <stddef.h>

/* The bytes between the members were never written, and are read. */
struct record {
    int id;
    char kind;
    double weight;
};

static unsigned long checksum;  // midas: pure

static unsigned long over(const void *data, size_t size, unsigned long sum) {
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++) sum = sum * 31 + bytes[i];  // midas: source uninitialised effective
    return sum;
}

void add(int id, char kind, double weight) {
    struct record record;
    record.id = id;
    record.kind = kind;
    record.weight = weight;
    checksum = over(&record, sizeof record, checksum);
}
