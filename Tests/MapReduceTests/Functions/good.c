// A map function that may be repeated: what it finds depends on its text alone, and it keeps nothing.
#include <ctype.h>
#include <stddef.h>
#include <stdint.h>

struct pair {
    const char *word;
    size_t length;
    uint64_t value;
};

size_t map_words(const char *text, size_t count, struct pair *pairs, size_t limit) {
    size_t found = 0;
    size_t start = 0;
    while (start < count && found < limit) {
        while (start < count && !isalpha((unsigned char)text[start])) start++;
        size_t end = start;
        while (end < count && isalpha((unsigned char)text[end])) end++;
        if (end > start) pairs[found++] = (struct pair){text + start, end - start, 1};
        start = end;
    }
    return found;
}

uint64_t reduce_sum(const uint64_t *values, size_t count) {
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) sum += values[i];
    return sum;
}
