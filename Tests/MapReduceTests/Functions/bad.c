// A map function that may not be repeated: it samples its words at random and numbers them by a count
// that outlives the call.
#include <ctype.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

struct pair {
    const char *word;
    size_t length;
    uint64_t value;
};

static uint64_t numbered;

size_t map_sample(const char *text, size_t count, struct pair *pairs, size_t limit) {
    size_t found = 0;
    srand((unsigned)time(NULL));
    size_t start = 0;
    while (start < count && found < limit) {
        while (start < count && !isalpha((unsigned char)text[start])) start++;
        size_t end = start;
        while (end < count && isalpha((unsigned char)text[end])) end++;
        if (end > start && rand() % 10 == 0)
            pairs[found++] = (struct pair){text + start, end - start, ++numbered};
        start = end;
    }
    return found;
}
