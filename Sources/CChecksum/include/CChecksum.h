/* CRC-32C by the processor's own instruction, where it has one. */
#ifndef MIDAS_CCHECKSUM_H
#define MIDAS_CCHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* Whether midas_crc32c may be called on this processor. */
int midas_crc32c_is_there(void);

/* The CRC-32C of `count` bytes behind those that `previous` is the CRC-32C of. */
uint32_t midas_crc32c(const void *bytes, size_t count, uint32_t previous);

#endif
