/*
 * midas_compensate.h: what generated compensation is written with: places that are saved and loaded,
 * and values that are taken from a record. It includes nothing but midas_record.h.
 */
#ifndef MIDAS_COMPENSATE_H
#define MIDAS_COMPENSATE_H

#pragma GCC system_header

#include "midas_record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Places in static storage, `count` of one size, `stride` bytes from one to the next. A table ends with
   an address that is null. */
typedef struct midas_place {
    const char *name;
    void *address;
    __SIZE_TYPE__ size;
    __SIZE_TYPE__ count;
    __SIZE_TYPE__ stride;
} midas_place;

struct midas_runtime;

/* Runs one request: `count` bytes at `arguments`. The bytes given to `midas_reply` before it returns
   are the reply. */
typedef void (*midas_function)(void *context, const void *arguments, __SIZE_TYPE__ count);

/* What a handler does between two messages, computed again from a record. */
typedef struct midas_segment {
    /* The earlier contents of what it computes; saved before the segment runs. */
    __SIZE_TYPE__ (*before_size)(void);
    void (*before_save)(void *bytes);
    /* 0: the record held every value. Null: nothing is generated. */
    int (*reexecute)(const void *before, const void *record, __SIZE_TYPE__ record_count,
                     const void *arguments, __SIZE_TYPE__ argument_count);
    /* Nonzero: local variables that differ are needed later, or other messages may end it. */
    __UINT32_TYPE__ needs_frame;
    /* 1: copying what differs is cheaper than computing it. 2: it must not be run again. */
    __UINT32_TYPE__ prefers_copy;
} midas_segment;

/* How replicas are made equal after a handler. Lists of tables end with null. */
typedef struct midas_compensation {
    __SIZE_TYPE__ size; /* sizeof(midas_compensation) */
    /* All that differs after it. Null: not known by name. */
    const midas_place *const *places;
    /* All that it may write. Null: not known by name; then the image is tracked. */
    const midas_place *const *written;
    const midas_segment *segments;
    __SIZE_TYPE__ segment_count;
    /* The sites that it may record at. */
    const __UINT32_TYPE__ *sites;
    __SIZE_TYPE__ site_count;
} midas_compensation;

typedef struct midas_handler {
    __SIZE_TYPE__ size;   /* sizeof(midas_handler) */
    __UINT32_TYPE__ id;   /* unique within the tier */
    midas_function function;
    void *context;
    __UINT64_TYPE__ callees;          /* bit t: the handler may call tier t */
    __UINT32_TYPE__ is_deterministic; /* nonzero: no source lies in it, on any path */
    /* What it may read or write, by any numbering; null: everything. */
    const __UINT64_TYPE__ *places;
    __SIZE_TYPE__ place_count;
    /* Null: writes are announced with `midas_touch`, and segments are run again whole. */
    const midas_compensation *compensation;
} midas_handler;

/* Of the runtime, said in midas.h; null where none is linked. */
int midas_handle(struct midas_runtime *runtime, const midas_handler *handler)
    __attribute__((weak));
int midas_track_image(struct midas_runtime *runtime) __attribute__((weak));
void midas_reply(const void *bytes, __SIZE_TYPE__ count) __attribute__((weak));
int midas_call(__UINT32_TYPE__ tier, __UINT32_TYPE__ handler, const void *arguments,
               __SIZE_TYPE__ count, const void **reply, __SIZE_TYPE__ *reply_count)
    __attribute__((weak));

/* Copies the beginning of what came in. */
static __inline__ void __attribute__((unused)) midas_take(
    void *target, __SIZE_TYPE__ size, const void *bytes, __SIZE_TYPE__ count) {
    __builtin_memset(target, 0, size);
    if (bytes && count)
        __builtin_memcpy(target, bytes, count < size ? count : size);
}

/* The bytes of all places of some tables; the list of tables ends with null. */
static __inline__ __SIZE_TYPE__ __attribute__((unused)) midas_places_size(
    const midas_place *const *tables) {
    __SIZE_TYPE__ size = 0;
    const midas_place *place;
    for (; *tables; tables++)
        for (place = *tables; place->address; place++)
            size += place->size * place->count;
    return size;
}

/* Copies the places of some tables into `bytes`, one after another. */
static __inline__ void __attribute__((unused)) midas_places_save(
    const midas_place *const *tables, void *bytes) {
    unsigned char *next = (unsigned char *)bytes;
    const midas_place *place;
    __SIZE_TYPE__ index;
    for (; *tables; tables++)
        for (place = *tables; place->address; place++)
            for (index = 0; index < place->count; index++, next += place->size)
                __builtin_memcpy(next, (unsigned char *)place->address + index * place->stride,
                                 place->size);
}

/* The other way round. */
static __inline__ void __attribute__((unused)) midas_places_load(
    const midas_place *const *tables, const void *bytes) {
    const unsigned char *next = (const unsigned char *)bytes;
    const midas_place *place;
    __SIZE_TYPE__ index;
    for (; *tables; tables++)
        for (place = *tables; place->address; place++)
            for (index = 0; index < place->count; index++, next += place->size)
                __builtin_memcpy((unsigned char *)place->address + index * place->stride, next,
                                 place->size);
}

/* The record that values are taken from: entries of a site (32 bits), a size (32 bits) and as many
   bytes, up to the next multiple of 8. */
typedef struct midas_replay {
    const unsigned char *next;
    const unsigned char *end;
    int failed;
    /* Recorded calls, too, take their values from it. */
    int is_on;
} midas_replay;

__thread midas_replay midas_thread_replay __attribute__((weak, tls_model("initial-exec")));

/* Starts taking values from `count` bytes at `record`. */
static __inline__ void __attribute__((unused)) midas_replay_begin(
    const void *record, __SIZE_TYPE__ count) {
    midas_thread_replay.next = (const unsigned char *)record;
    midas_thread_replay.end = midas_thread_replay.next + count;
    midas_thread_replay.failed = 0;
    midas_thread_replay.is_on = 1;
}

/* 0 if the record held every value that was asked for. */
static __inline__ int __attribute__((unused)) midas_replay_end(void) {
    midas_thread_replay.is_on = 0;
    return midas_thread_replay.failed;
}

/* Takes the next value of a site; entries of others before it are stepped over. */
static __inline__ void __attribute__((unused)) midas_replay_memory(
    __UINT32_TYPE__ site, void *place, __SIZE_TYPE__ size) {
    const unsigned char *next = midas_thread_replay.next;
    while ((__SIZE_TYPE__)(midas_thread_replay.end - next) >= 8) {
        __UINT32_TYPE__ header[2];
        __SIZE_TYPE__ length;
        __builtin_memcpy(header, next, 8);
        length = ((__SIZE_TYPE__)header[1] + 7) / 8 * 8;
        if ((__SIZE_TYPE__)(midas_thread_replay.end - next) - 8 < length)
            break;
        if (header[0] == site && (header[1] == size || (header[1] == 8 && size < 8))) {
            __builtin_memcpy(place, next + 8, size);
            midas_thread_replay.next = next + 8 + length;
            return;
        }
        next += 8 + length;
    }
    midas_thread_replay.failed = 1;
    __builtin_memset(place, 0, size);
}

/* Whether values are taken from a record now, and the next one of a site. For what is called by a
   slice and records its calls itself. */
static __inline__ int __attribute__((unused)) midas_is_replaying(void) {
    return midas_thread_replay.is_on;
}

static __inline__ __UINT64_TYPE__ __attribute__((unused)) midas_replay_word(__UINT32_TYPE__ site) {
    __UINT64_TYPE__ value;
    midas_replay_memory(site, &value, 8);
    return value;
}

#ifdef __cplusplus
}
#endif

/* The counterparts of the macros of midas_record.h. A call whose value counts is not made. */
#define MIDAS_REPLAY(site, ...) \
    __extension__({ \
        __typeof__(__VA_ARGS__) midas_value_##site; \
        midas_replay_memory(site, &midas_value_##site, sizeof midas_value_##site); \
        midas_value_##site; \
    })
#define MIDAS_REPLAY_MEMORY(site, place, size, ...) \
    __extension__({ \
        __typeof__(__VA_ARGS__) midas_value_##site = (__VA_ARGS__); \
        midas_replay_memory(site, place, size); \
        midas_value_##site; \
    })
#define MIDAS_REPLAY_COUNTED(site, place, unit, ...) \
    __extension__({ \
        __typeof__(__VA_ARGS__) midas_value_##site; \
        midas_replay_memory(site, &midas_value_##site, sizeof midas_value_##site); \
        if (midas_value_##site > 0) \
            midas_replay_memory(site, place, (__SIZE_TYPE__)midas_value_##site * (unit)); \
        midas_value_##site; \
    })
#define MIDAS_REPLAY_CALL(site, place, size, ...) midas_replay_memory(site, place, size)

#endif
