#include "CChecksum.h"

#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>

int midas_crc32c_is_there(void) { return __builtin_cpu_supports("sse4.2") != 0; }

__attribute__((target("sse4.2"))) uint32_t midas_crc32c(
    const void *bytes, size_t count, uint32_t previous) {
    const unsigned char *at = bytes;
    uint64_t crc = ~previous;
    for (; count >= 8; count -= 8, at += 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        crc = _mm_crc32_u64(crc, word);
    }
    uint32_t rest = (uint32_t)crc;
    for (; count > 0; count--)
        rest = _mm_crc32_u8(rest, *at++);
    return ~rest;
}

#else

int midas_crc32c_is_there(void) { return 0; }

uint32_t midas_crc32c(const void *bytes, size_t count, uint32_t previous) {
    (void)bytes, (void)count;
    return previous;
}

#endif
