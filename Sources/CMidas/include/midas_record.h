/*
 * midas_record.h: what recorded calls are written with. Any C or C++ from gnu89 and C++98 on, with gcc
 * or clang; it includes nothing, so that it may stand before everything else in a file.
 *
 * Where no replica runs (no runtime is linked, none is started, or the code runs outside a request)
 * every macro only evaluates its call once and gives its value.
 */
#ifndef MIDAS_RECORD_H
#define MIDAS_RECORD_H

#pragma GCC system_header

#ifdef __cplusplus
extern "C" {
#endif

/* The buffer of the current thread. Outside handlers, and where a record is injected, it has no room,
   so that the fast path needs one test. */
typedef struct midas_recorder {
    unsigned char *next;
    unsigned char *end;
} midas_recorder;

/* Weak, so that a program that was instrumented links without a runtime. */
__thread midas_recorder midas_thread_recorder
    __attribute__((weak, tls_model("initial-exec")));

/* Records or replaces what the fast path cannot; null where no runtime is linked. */
__UINT64_TYPE__ midas_record_slow(__UINT32_TYPE__ site, __UINT64_TYPE__ value)
    __attribute__((weak));
void midas_record_bytes(__UINT32_TYPE__ site, void *bytes, __SIZE_TYPE__ count)
    __attribute__((weak));

/* The value that all replicas use for `value`, drawn at `site`. */
static __inline__ __UINT64_TYPE__ __attribute__((unused)) midas_record_u64(
    __UINT32_TYPE__ site, __UINT64_TYPE__ value) {
    midas_recorder *recorder = &midas_thread_recorder;
    unsigned char *next = recorder->next;
    __UINT64_TYPE__ header = (__UINT64_TYPE__)site | (__UINT64_TYPE__)8 << 32;
    if (__builtin_expect((__SIZE_TYPE__)(recorder->end - next) < 16, 0))
        return midas_record_slow ? midas_record_slow(site, value) : value;
    __builtin_memcpy(next, &header, 8);
    __builtin_memcpy(next + 8, &value, 8);
    recorder->next = next + 16;
    return value;
}

/* Makes `count` bytes at `place` those that all replicas use. */
static __inline__ void __attribute__((unused)) midas_record_memory(
    __UINT32_TYPE__ site, void *place, __SIZE_TYPE__ count) {
    if (midas_record_bytes && place && count)
        midas_record_bytes(site, place, count);
}

/* The same for an object of a fixed size. */
static __inline__ void __attribute__((unused)) midas_record_value(
    __UINT32_TYPE__ site, void *object, __SIZE_TYPE__ size) {
    __UINT64_TYPE__ value = 0;
    if (size > 8) {
        midas_record_memory(site, object, size);
        return;
    }
    __builtin_memcpy(&value, object, size);
    value = midas_record_u64(site, value);
    __builtin_memcpy(object, &value, size);
}

#ifdef __cplusplus
}

template <class midas_type>
static inline midas_type midas_record_result(__UINT32_TYPE__ site, midas_type value) {
    midas_record_value(site, &value, sizeof value);
    return value;
}

template <class midas_type>
static inline midas_type midas_record_after(
    __UINT32_TYPE__ site, void *place, __SIZE_TYPE__ size, midas_type value) {
    midas_record_memory(site, place, size);
    return value;
}

template <class midas_type>
static inline midas_type midas_record_counted(
    __UINT32_TYPE__ site, void *place, __SIZE_TYPE__ unit, midas_type value) {
    midas_record_value(site, &value, sizeof value);
    if (value > 0)
        midas_record_memory(site, place, static_cast<__SIZE_TYPE__>(value) * unit);
    return value;
}

#define MIDAS_RECORD(site, ...) midas_record_result(site, (__VA_ARGS__))
#define MIDAS_RECORD_MEMORY(site, place, size, ...) \
    midas_record_after(site, place, size, (__VA_ARGS__))
#define MIDAS_RECORD_COUNTED(site, place, unit, ...) \
    midas_record_counted(site, place, unit, (__VA_ARGS__))

#else

/* The value of a call. */
#define MIDAS_RECORD(site, ...) \
    __extension__({ \
        __auto_type midas_value_##site = (__VA_ARGS__); \
        midas_record_value(site, &midas_value_##site, sizeof midas_value_##site); \
        midas_value_##site; \
    })

/* What a call has written to `size` bytes at `place`; its value is not recorded. */
#define MIDAS_RECORD_MEMORY(site, place, size, ...) \
    __extension__({ \
        __auto_type midas_value_##site = (__VA_ARGS__); \
        midas_record_memory(site, place, size); \
        midas_value_##site; \
    })

/* The value of a call, and as many units as it says of what the call has written to `place`. */
#define MIDAS_RECORD_COUNTED(site, place, unit, ...) \
    __extension__({ \
        __auto_type midas_value_##site = (__VA_ARGS__); \
        midas_record_value(site, &midas_value_##site, sizeof midas_value_##site); \
        if (midas_value_##site > 0) \
            midas_record_memory(site, place, (__SIZE_TYPE__)midas_value_##site * (unit)); \
        midas_value_##site; \
    })

#endif

/* The same as MIDAS_RECORD_MEMORY for a call whose value nobody asks for. */
#define MIDAS_RECORD_CALL(site, place, size, ...) \
    ((void)(__VA_ARGS__), midas_record_memory(site, place, size))

/* For code that is written by hand: an object that holds a drawn value. */
#define MIDAS_RECORD_OBJECT(site, object) midas_record_value(site, &(object), sizeof(object))

#endif
